import { phoneOfLane } from "../../../core/model/source.ts";
import type { Failure, Firing } from "../../../ports/backtest.ts";
import { countOf } from "../../text/count-of.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import type { Listed } from "../listed.ts";
import { listed } from "../listed.ts";

/** Something that failed when rules were tried, alike ones together. */
export interface FailureView {
  readonly kind: Failure["kind"];
  /** Null for an event. */
  readonly rule: string | null;
  /** Path of the step in the rule; empty when it was none. */
  readonly step: string;
  /** As docs/errors.md lists them; null for a rule that could not be evaluated. */
  readonly code: string | null;
  /** In words, numbers masked. */
  readonly message: string;
  readonly count: number;
  /** The event of the first of them; null for one that is not among those that were given. */
  readonly eventId: string | null;
  /** All of it in a sentence. */
  readonly sentence: string;
}

const MESSAGE_LENGTH = 300;

/** What failed, in words; `given` has the ids of the events that were given. */
export function failureView(failure: Failure, given: { has(id: string): boolean }): FailureView {
  const { kind, rule, code, root, count } = failure;
  const told = { kind, rule, step: printable(failure.step), code, message: shownMessage(failure), count };
  return { ...told, eventId: given.has(root) ? root : null, sentence: sentenceOf(told) };
}

/** The first things that failed, in words. */
export function failuresView(
  all: readonly Failure[],
  {
    given,
    most,
    bytes,
  }: { readonly given: { has(id: string): boolean }; readonly most: number; readonly bytes: number },
): Listed<FailureView> {
  const shown = all.slice(0, most).map((failure) => failureView(failure, given));
  return { rows: listed(shown, { most, bytes }).rows, count: all.length };
}

/** How a run fared badly, in a few words; null when it did not. */
export function runFailureWords({ failure, lane }: Firing): string | null {
  if (failure === null) return null;
  return `failed${placeOf(failure.step)}: ${withCode(shownMessage({ ...failure, lane }), failure.code)}`;
}

function sentenceOf({ kind, rule, step, code, message, count }: Omit<FailureView, "eventId" | "sentence">): string {
  const why = withCode(message, code);
  const runs = `${countOf(count, "run")} of ${rule ?? ""}`;
  switch (kind) {
    case "failed":
      return `${runs} failed${placeOf(step)}: ${why}`;
    case "parked":
      return `${runs} parked${placeOf(step)}: ${why}`;
    case "handled":
      return `${runs} went on${placeOf(step)} by its on_error: ${why}`;
    case "not_evaluated":
      return `${rule ?? ""} could not be evaluated on ${countOf(count, "event")}: ${why}`;
    case "event_parked":
      return `${countOf(count, "event")} parked, which no rule could be evaluated on: ${why}`;
  }
}

function shownMessage({ message, lane }: Pick<Failure, "message" | "lane">): string {
  return shorten(maskedText(printable(message), phoneOfLane(lane)), MESSAGE_LENGTH);
}

function placeOf(step: string): string {
  return step === "" ? "" : ` at ${printable(step)}`;
}

function withCode(message: string, code: string | null): string {
  return code === null ? message : `${message} [${code}]`;
}
