import { createAuditId } from "../../core/base/ids.ts";
import { storeName } from "../../core/base/store-url.ts";
import type { AuditEntry, Deed } from "../../core/model/decision.ts";
import { SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../system.ts";
import { personOf } from "../operate/person.ts";

/** Who looks after a store, and why. */
export interface KeeperOptions {
  readonly reason?: string;
  /** Name of the person, where the user of the machine does not tell it. */
  readonly as?: string;
}

/** What a person did to a store as a whole, for its audit. @throws EngineError USAGE for a name that is empty. */
export function storeEntry(
  url: string,
  { deed, text }: { readonly deed: Deed; readonly text: string },
  { reason = "", ...keeper }: KeeperOptions,
): AuditEntry {
  const at = SYSTEM_CLOCK.now();
  return {
    id: createAuditId(at, SYSTEM_RANDOM),
    at,
    by: personOf(keeper),
    deed,
    target: { kind: "store", id: storeName(url) },
    reason: reason.trim() === "" ? null : reason.trim(),
    text,
  };
}
