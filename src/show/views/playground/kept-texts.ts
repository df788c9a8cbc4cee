import type { Effect, GuardName } from "../../../core/model/run/effect.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Firing } from "../../../ports/backtest.ts";
import { withoutRunIds } from "../../records/explain/kind-of-reason.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";

/** What came of a text that would not go out at once. */
export interface KeptText {
  readonly state: "blocked" | "deferred" | "waits for approval" | "failed" | "cancelled" | "not gone out";
  /** In words; null when the state says it. */
  readonly why: string | null;
  /** Until when it is deferred, epoch milliseconds; else null. */
  readonly until: number | null;
  /** What it says, where a person would still decide of it; else null. */
  readonly words: string | null;
}

const TEXTS_SHOWN = 3;
const TEXT_LENGTH = 300;
const DELAY_MS = 60_000;
const GUARDS: Readonly<Record<GuardName, string>> = {
  paused: "paused by a person",
  opt_out: "opted out",
  held: "contact is held",
  number_in_doubt: "digits are two numbers",
  not_listed: "number is not listed",
  old_event: "event is too old",
  deadline: "put off beyond its deadline",
  if_no_longer_holds: "the condition no longer holds",
  loop: "loop guard",
  frequency: "frequency cap",
  quiet_hours: "quiet hours",
  dry: "dry source",
};

/** What kept a text from going out, in words. */
export function guardWords(guard: GuardName): string {
  return GUARDS[guard];
}

/** What came of the texts of a run that would not go out at once, alike ones once; `texts` are those it planned. */
export function keptTexts({ lane, approvals, failure }: Firing, texts: readonly Effect[]): readonly KeptText[] {
  const asked = approvals.map((words): KeptText => {
    const shown = words === null ? null : shorten(maskedText(printable(words), phoneOfLane(lane)), TEXT_LENGTH);
    return { state: "waits for approval", why: null, until: null, words: shown };
  });
  const kept = texts.flatMap((effect) => keptText(effect) ?? []);
  // That a run failed is told beside it, with its step.
  const told = failure === null ? kept : kept.filter(({ state }) => state !== "failed");
  const byWords = new Map([...asked, ...told].map((one) => [JSON.stringify(one), one]));
  return [...byWords.values()].slice(0, TEXTS_SHOWN);
}

/** Null for one that goes out at once. */
function keptText(effect: Effect): KeptText | null {
  const { status, guard, dueAt, plannedAt, phone, attempts } = effect;
  const words = guard === null ? null : guardWords(guard);
  const reason = effect.reason === null ? null : withoutRunIds(maskedText(printable(effect.reason), phone));
  const why = words ?? (reason === null ? null : shorten(reason, TEXT_LENGTH));
  switch (status) {
    case "done": {
      const at = attempts.at(-1)?.startedAt ?? plannedAt;
      return at - plannedAt < DELAY_MS ? null : { state: "deferred", why: null, until: at, words: null };
    }
    case "blocked":
      return { state: "blocked", why, until: null, words: null };
    case "deferred":
      return { state: "deferred", why, until: dueAt, words: null };
    case "failed":
    case "dead":
      return { state: "failed", why, until: null, words: null };
    case "cancelled":
      return { state: "cancelled", why, until: null, words: null };
    case "planned":
    case "sending":
    case "unknown":
      return { state: "not gone out", why, until: null, words: null };
  }
}
