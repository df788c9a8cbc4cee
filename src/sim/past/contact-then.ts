import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { Contact } from "../../core/model/contact.ts";
import { knownOf } from "../../core/model/contact-record.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import { isEffectOf } from "../../core/model/run/effect.ts";
import type { ConditionTrace, Verdict } from "../../core/model/trace.ts";

/** What was known of a contact when an event of it was evaluated, as far as that can be told. */
export interface ContactThen {
  readonly name: string | null;
  readonly tags: readonly string[];
  /** IANA name, or null. */
  readonly timezone: string | null;
  /** Only what conditions of the rules asked about. */
  readonly custom: JsonObject;
  readonly optState: "out" | "held" | null;
}

/** What it is told from: what conditions read then goes before what is known now. */
export interface ContactNow {
  readonly event: Event;
  readonly contact: Contact | null;
  readonly optState: OptState | null;
  /** All that were made of the event. */
  readonly verdicts: readonly Verdict[];
  /** By id, those whose own fields are told: the rule of the test, and what fired beside it. */
  readonly ruleIds: readonly string[];
  /** What the runs of the event did. */
  readonly effects: readonly Effect[];
}

/** A contact as it was when an event was evaluated: without what came of the event. */
export function contactThen({ event, contact, optState, verdicts, ruleIds, effects }: ContactNow): ContactThen {
  const known = contact === null ? null : knownOf(contact);
  const read = valuesRead(verdicts);
  const textRead = (path: string, now: string | null): string | null => {
    const value = read.get(path);
    return value === undefined || (value !== null && typeof value !== "string") ? now : value;
  };
  const tags = read.get("contact.tags");
  const custom = [...valuesRead(verdicts.filter(({ ruleId }) => ruleIds.includes(ruleId)))].filter(
    ([path, value]) => path.startsWith(CUSTOM) && value !== null,
  );
  return {
    name: textRead("contact.name", known?.name ?? null),
    tags: Array.isArray(tags)
      ? tags.filter((name: JsonValue) => typeof name === "string")
      : tagsBefore(known?.tags ?? [], effects),
    timezone: textRead("contact.timezone", known?.timezone ?? null),
    custom: Object.fromEntries(custom.map(([path, value]) => [path.slice(CUSTOM.length), value])),
    optState: optStateBefore(optState, event, read),
  };
}

const CUSTOM = "contact.custom.";

/** Every value that conditions read, by path. All rules were evaluated on the same. */
function valuesRead(verdicts: readonly Verdict[]): ReadonlyMap<string, JsonValue> {
  const entries = (trace: ConditionTrace): readonly (readonly [string, JsonValue])[] => [
    ...Object.entries(trace.values ?? {}),
    ...(trace.children ?? []).flatMap(entries),
  ];
  return new Map(verdicts.flatMap(({ condition }) => (condition === null ? [] : entries(condition))));
}

/** Tags without those that runs added, and with those they took away. */
function tagsBefore(tags: readonly string[], effects: readonly Effect[]): readonly string[] {
  const written = effects.filter((effect) => isEffectOf(effect, "tag")).toSorted((a, b) => b.plannedAt - a.plannedAt);
  return written.reduce<readonly string[]>(
    (left, { request: { add, remove } }) => [...new Set([...left.filter((name) => !add.includes(name)), ...remove])],
    tags,
  );
}

/** Null also where the event itself is what changed it, as of when it happened: in the test it does so again. */
function optStateBefore(
  optState: OptState | null,
  { at, receivedAt }: Event,
  read: ReadonlyMap<string, JsonValue>,
): ContactThen["optState"] {
  const isSince = optState !== null && optState.changedAt >= Math.min(at, receivedAt);
  const now = optState === null || optState.state === "in" || isSince ? null : optState.state;
  const [isOut, isHeld] = [read.get("contact.opted_out"), read.get("contact.held")];
  if (isOut === true) return isSince && optState.state === "out" ? null : "out";
  if (isHeld === true) return isSince && optState.state === "held" ? null : "held";
  return (isOut === false && now === "out") || (isHeld === false && now === "held") ? null : now;
}
