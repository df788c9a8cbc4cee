import { createHmac } from "node:crypto";
import type { NewEvent } from "../core/model/event.ts";
import type { Store } from "../ports/store/store.ts";

/** What stands for a number where the number itself must not be kept. */
export interface Seal {
  /** The key of the opt state of an erased contact: a keyed hash, and the last two digits for a person to go by. */
  readonly phone: (phone: string) => string;
  /** A dedupe key with a keyed hash for each number in it; the same when it is sealed already. */
  readonly key: (key: string) => string;
}

/** A part of a dedupe key that is a number in E.164. */
const NUMBER = /(^|:)([+][0-9]{6,15})(?=:|$)/g;

/** HMAC-SHA-256 under the key of the deployment, which an export takes along. */
export function createSeal(deploymentKey: string): Seal {
  const mac = (text: string): string => createHmac("sha256", deploymentKey).update(text).digest("hex").slice(0, 32);
  return {
    phone: (phone) => `erased:${mac(phone)}:${phone.slice(-2)}`,
    key: (key) => key.replaceAll(NUMBER, (_, before: string, phone: string) => `${before}#${mac(phone)}`),
  };
}

/** A store whose dedupe keys hold no number. */
export function withSealedKeys(store: Store): Store {
  const seal = createSeal(store.deploymentKey);
  const sealed = (delivery: NewEvent): NewEvent => ({
    ...delivery,
    dedupe: { ...delivery.dedupe, key: seal.key(delivery.dedupe.key) },
  });
  return {
    ...store,
    accept: (deliveries) => store.accept(deliveries.map(sealed)),
    knownDedupeKeys: async (keys) => {
      const found = await store.knownDedupeKeys(keys.map(seal.key));
      const known = new Map(found.map(({ key, eventId }) => [key, eventId]));
      return keys.flatMap((key) => {
        const eventId = known.get(seal.key(key));
        return eventId === undefined ? [] : [{ key, eventId }];
      });
    },
  };
}
