import { toJsonLogic } from "../../core/language/condition.ts";
import { inboxName } from "../../core/language/rule-data.ts";
import type { Condition, Trigger } from "../../core/model/ruleset/rule.ts";
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
interface TriggerView {
  readonly words: (trigger: Trigger, settings: Settings) => TriggerWords;
  readonly json: (trigger: Trigger, settings: Settings) => object;
  readonly compiled: (trigger: Trigger) => object;
}

const EVENT_VIEW: TriggerView = {
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

/** A kind without an entry here is a type error. */
const VIEWS: Readonly<Record<Trigger["kind"], TriggerView>> = { event: EVENT_VIEW };

/** The words for a trigger. */
export function triggerWords(trigger: Trigger, settings: Settings): TriggerWords {
  return VIEWS[trigger.kind].words(trigger, settings);
}

/** A trigger as `--json` shows it. */
export function triggerJson(trigger: Trigger, settings: Settings): object {
  return VIEWS[trigger.kind].json(trigger, settings);
}

/** A trigger as the engine runs it, its condition as one JSON Logic expression. */
export function compiledTrigger(trigger: Trigger): object {
  return VIEWS[trigger.kind].compiled(trigger);
}
