import type { Store } from "../ports/store/store.ts";
import type { ContactNames } from "./contact-names.ts";

/**
 * The same store, whose list of contacts goes on from names of places: a store's own place is made from the number of a contact, and
 * places stand in addresses, which logs and histories keep.
 */
export function namingPlacesOfContacts(store: Store, names: ContactNames): Store {
  return {
    ...store,
    listOptStates: async ({ after, ...options }) => {
      // What names nothing of ours is no place: the store refuses it as it refuses any other.
      const place = after === undefined ? {} : { after: names.laneOf(after) ?? "" };
      const page = await store.listOptStates({ ...options, ...place });
      return { ...page, next: page.next === null ? null : names.nameOf(page.next) };
    },
  };
}
