import { formatDuration } from "../../core/base/duration.ts";
import { toJsonLogic } from "../../core/language/condition.ts";
import { inboxName } from "../../core/language/rule-data.ts";
import { nextOccurrence } from "../../core/time/occurrences.ts";
import type { Timetable } from "../../core/time/occurrences.ts";
import type { Condition, Rule, Trigger } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { printable } from "../text/printable.ts";

/** A trigger for people: what starts the rule, in which inboxes, under which condition. */
export interface TriggerWords {
  readonly starts: string;
  /** Names of inboxes, or their ids; null means any. */
  readonly inboxes: readonly string[] | null;
  /** Names of sources; null means any. */
  readonly sources: readonly string[] | null;
  readonly where: Condition | null;
}

/** How a kind of trigger is shown. */
interface TriggerView<Kind extends Trigger["kind"]> {
  readonly words: (trigger: OfKind<Kind>, settings: Settings) => TriggerWords;
  readonly json: (trigger: OfKind<Kind>, settings: Settings) => object;
  readonly compiled: (trigger: OfKind<Kind>) => object;
}

type OfKind<Kind extends Trigger["kind"]> = Extract<Trigger, { kind: Kind }>;

const EVENT_VIEW: TriggerView<"event"> = {
  words: ({ eventType, inboxIds, sources = null, where }, settings) => {
    const inboxes = inboxIds?.map((id) => printable(inboxName(id, settings) ?? id)) ?? null;
    return { starts: eventType, inboxes, sources, where };
  },
  json: ({ eventType, inboxIds, sources, where }, settings) => {
    const inboxes = inboxIds?.map((id) => inboxName(id, settings)) ?? null;
    return { event: eventType, inboxes, ...(sources === undefined ? {} : { sources }), where: where !== null };
  },
  compiled: (trigger) => ({ ...trigger, where: trigger.where && toJsonLogic(trigger.where) }),
};

const SCHEDULE_VIEW: TriggerView<"schedule"> = {
  words: ({ expression, timezone, catchUpMs }) => {
    const late = catchUpMs === undefined ? "" : `, up to ${formatDuration(catchUpMs)} late`;
    return {
      starts: `schedule ${printable(expression)} (${timezone}${late})`,
      inboxes: null,
      sources: null,
      where: null,
    };
  },
  json: ({ expression, timezone, catchUpMs = null }) => ({ schedule: expression, timezone, catchUpMs }),
  compiled: (trigger) => ({ ...trigger, where: toJsonLogic(trigger.where) }),
};

/** A kind without an entry here is a type error. */
const VIEWS: { readonly [Kind in Trigger["kind"]]: TriggerView<Kind> } = { event: EVENT_VIEW, schedule: SCHEDULE_VIEW };

function viewOf<Kind extends Trigger["kind"]>(trigger: OfKind<Kind>): TriggerView<Kind> {
  return VIEWS[trigger.kind];
}

/** The words for a trigger. */
export function triggerWords(trigger: Trigger, settings: Settings): TriggerWords {
  return viewOf(trigger).words(trigger, settings);
}

/** When the schedules of a rule are due next after `now`, each instant once, epoch milliseconds; none without a schedule. */
export function nextOccurrences({ triggers }: Pick<Rule, "triggers">, now: number): readonly number[] {
  const found = triggers.flatMap((trigger) => (trigger.kind === "schedule" ? nextOf(trigger, now) : []));
  return [...new Set(found)].sort((one, other) => one - other).slice(0, SHOWN);
}

const SHOWN = 3;

function nextOf(timetable: Timetable, now: number): readonly number[] {
  const found: number[] = [];
  for (let at: number | null = now; found.length < SHOWN; found.push(at)) {
    at = nextOccurrence(timetable, at);
    if (at === null) break;
  }
  return found;
}

/** A trigger as `--json` shows it. */
export function triggerJson(trigger: Trigger, settings: Settings): object {
  return viewOf(trigger).json(trigger, settings);
}

/** A trigger as the engine runs it, its condition as one JSON Logic expression. */
export function compiledTrigger(trigger: Trigger): object {
  return viewOf(trigger).compiled(trigger);
}
