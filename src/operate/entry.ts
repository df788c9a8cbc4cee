import { createAuditId } from "../core/base/ids.ts";
import { maskPhone } from "../core/base/phone.ts";
import type { AuditEntry, AuditTarget, Deed } from "../core/model/decision.ts";
import type { OperationItem } from "../ports/operator.ts";
import type { Wish } from "./wish.ts";

/** A row of the audit for what is done now. */
export function entryOf(
  { clock, random, by, reason }: Wish,
  { deed, target, text }: { readonly deed: Deed; readonly target: AuditTarget; readonly text: string },
): AuditEntry {
  const at = clock.now();
  return { id: createAuditId(at, random), at, by, deed, target, reason, text };
}

/** What became of one thing, and which texts go out by it. */
export interface Treated {
  readonly item: OperationItem;
  /** Of the contact it is about; empty when it is about none. */
  readonly lane: string;
  /** The number of each text that goes out at once, E.164 with plus sign. */
  readonly textsTo: readonly string[];
  /** Texts that may have arrived before, and may once more. */
  readonly repeats: number;
  /** Texts that may be come to behind those, at most. */
  readonly textsAhead: number;
}

/** What became of one thing; `did` is what was or would be done, or why nothing is. */
export function treatedAs(
  subject: Pick<OperationItem, "kind" | "id"> & { readonly ruleId?: string; readonly lane?: string },
  did: { readonly does: string } | { readonly refused: string },
  { textsTo = [], repeats = 0, textsAhead = 0 }: Partial<Omit<Treated, "item" | "lane">> = {},
): Treated {
  const { kind, id, ruleId = null, lane = "" } = subject;
  const item = {
    kind,
    id,
    ruleId,
    contact: lane.startsWith("+") ? maskPhone(lane) : null,
    does: "does" in did ? did.does : null,
    refused: "refused" in did ? did.refused : null,
  };
  return { item, lane, textsTo, repeats, textsAhead };
}

/** Who wants something and why, as it is written into traces. */
export function byLine({ by, reason }: Wish): string {
  return reason === null ? by : `${by}: ${reason}`;
}
