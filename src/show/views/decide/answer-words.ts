import { remoteOf } from "../../../core/actions/reach.ts";
import type { Attempt, Effect } from "../../../core/model/run/effect.ts";
import { printable } from "../../text/printable.ts";

/** What came of an attempt in words, such as `crm answered 200`, and who answered; null of what is done in our own store. */
export function answerWords(
  effect: Effect,
  { outcome, httpStatus }: Pick<Attempt, "outcome" | "httpStatus">,
): { readonly words: string; readonly remote: string | null } {
  const name = remoteOf(effect);
  if (name === null) return { words: outcome === "done" ? "done" : "not done", remote: null };
  const remote = name === "heymarket" ? "Heymarket" : printable(name);
  const text = effect.phone === null ? null : "the text";
  const status = httpStatus === null ? "" : `: ${httpStatus}`;
  const answered = httpStatus === null ? null : `${remote} answered ${httpStatus}`;
  switch (outcome) {
    case "done":
      return { words: text === null ? (answered ?? `${remote} did it`) : `${remote} took ${text}${status}`, remote };
    case "refused":
      return {
        words: text === null ? (answered ?? `${remote} refused it`) : `${remote} refused ${text}${status}`,
        remote,
      };
    case "not_sent":
      return { words: answered ?? `${remote} could not be reached`, remote };
    case "unclear":
      return { words: `nobody knows whether ${remote} ${text === null ? "did it" : `took ${text}`}${status}`, remote };
    case null:
      return { words: `${remote} has not answered yet`, remote };
  }
}
