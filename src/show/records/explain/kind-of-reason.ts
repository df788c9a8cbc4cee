import { withoutKey } from "../../../core/model/key-words.ts";

/** A reason without what differs each time: of limits the key, the run that stands in the way and when it is free again, of late events how late. */
export function kindOfReason(reason: string): string {
  return withoutRunIds(withoutKey(reason))
    .replace(/, free again .*$/, "")
    .replace(/^it came \S.* after it happened/, "it came long after it happened");
}

/** A sentence of the engine without the ids of runs in it, which of a simulation are nowhere to be looked up. */
export function withoutRunIds(sentence: string): string {
  return sentence.replace(/\brun run_[0-9a-f]{20}\b/g, "a run");
}
