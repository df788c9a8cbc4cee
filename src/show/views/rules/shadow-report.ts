import { destinationOf } from "../../../core/actions/reach.ts";
import { actionOf } from "../../../core/actions/registry.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { instructionsAhead } from "../../../core/run/ahead.ts";
import type { EventRecord } from "../../../ports/store/store.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskLane } from "../../text/redact.ts";

/** What a rule that is in shadow, for all or some contacts, would have done on events that were looked at. */
export interface ShadowReport {
  /** On how many events this version would have fired. */
  readonly times: number;
  /** Of how many contacts. */
  readonly contacts: number;
  /** What it may do each time, as far as the conditions of its steps let it. */
  readonly steps: readonly ShadowStep[];
  /** The newest of those events. */
  readonly examples: readonly ShadowExample[];
}

/** Steps of one action, and of one destination. */
export interface ShadowStep {
  readonly action: string;
  /** Whether customers get it as a text. */
  readonly isText: boolean;
  /** A connection, `heymarket`; null for what stays in the engine. */
  readonly destination: string | null;
  readonly count: number;
}

/** An event on which it would have fired. */
export interface ShadowExample {
  readonly eventId: string;
  readonly receivedAt: number;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** The start of what it said; null for one without words. */
  readonly text: string | null;
}

const MOST_EXAMPLES = 5;
const TEXT_LENGTH = 80;

/** What a rule would have done on these events; null for one that is in shadow for nobody. */
export function shadowReport(rule: Rule, records: readonly EventRecord[]): ShadowReport | null {
  if (rule.enabled !== "shadow" && rule.liveFor === undefined) return null;
  const shadowed = records.filter(({ evaluation }) =>
    evaluation?.verdicts.some(({ ruleVersion, outcome }) => ruleVersion === rule.version && outcome === "shadow"),
  );
  return {
    times: shadowed.length,
    contacts: new Set(shadowed.map(({ event }) => event.lane)).size,
    steps: stepsOf(rule),
    examples: shadowed.slice(0, MOST_EXAMPLES).map(exampleOf),
  };
}

function stepsOf(rule: Rule): readonly ShadowStep[] {
  const steps = new Map<string, ShadowStep>();
  for (const one of instructionsAhead(rule, 0, { upToWaits: false })) {
    if (one.op !== "effect") continue;
    const { action } = one.effect;
    const destination = destinationOf(one.effect);
    const key = `${action} ${destination ?? ""}`;
    const count = (steps.get(key)?.count ?? 0) + 1;
    steps.set(key, { action, isText: actionOf(action).texts !== undefined, destination, count });
  }
  return [...steps.values()];
}

function exampleOf({ event }: EventRecord): ShadowExample {
  const { id: eventId, receivedAt, lane, phone, text } = event;
  const words = text === null ? null : shorten(maskedText(printable(text), phone), TEXT_LENGTH);
  return { eventId, receivedAt, contact: maskLane(lane), text: words };
}
