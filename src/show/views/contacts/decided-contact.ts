import { maskPhone } from "../../../core/base/phone.ts";
import type { Records } from "../../../ports/store/store.ts";
import { calledAs } from "./called-as.ts";
import { wroteBefore } from "./held-by.ts";

/** A contact of whom a person decides. */
export interface DecidedContact {
  /** Masked number. */
  readonly contact: string;
  /** What Heymarket's record, else events call them; null when nothing says a name. */
  readonly calledAs: string | null;
  /** What they wrote that they are held for, numbers masked; null for who is not held, and when it is not stored any more. */
  readonly wrote: string | null;
}

/** Who is decided of, by the number. */
export async function decidedContact(
  store: Pick<Records, "getContact" | "optStateOf" | "listEvents">,
  phone: string,
): Promise<DecidedContact> {
  const [contact, optState] = await Promise.all([store.getContact(phone), store.optStateOf(phone)]);
  return {
    contact: maskPhone(phone),
    calledAs: calledAs(contact, phone),
    wrote: optState === null ? null : await wroteBefore(store, optState),
  };
}
