import { toJsonLogic } from "../core/language/condition.ts";
import { inboxName } from "../core/language/rule-data.ts";
import type { Condition, Trigger } from "../core/model/rule.ts";
import type { Settings } from "../core/model/settings.ts";
import { printable } from "./printable.ts";

/** A trigger for people: what starts the rule, in which inboxes, under which condition. */
export interface TriggerWords {
  readonly starts: string;
  /** Names of inboxes, or their ids; null means any. */
  readonly inboxes: readonly string[] | null;
  readonly where: Condition | null;
}

/** The words for a trigger. */
export function triggerWords(trigger: Trigger, settings: Settings): TriggerWords {
  switch (trigger.kind) {
    case "event": {
      const { eventType, inboxIds, where } = trigger;
      const inboxes = inboxIds?.map((id) => printable(inboxName(id, settings) ?? id)) ?? null;
      return { starts: eventType, inboxes, where };
    }
  }
}

/** A trigger as `--json` shows it. */
export function triggerJson(trigger: Trigger, settings: Settings): object {
  switch (trigger.kind) {
    case "event": {
      const { eventType, inboxIds, where } = trigger;
      const inboxes = inboxIds?.map((id) => inboxName(id, settings)) ?? null;
      return { event: eventType, inboxes, where: where !== null };
    }
  }
}

/** A trigger as the engine runs it, its condition as one JSON Logic expression. */
export function compiledTrigger(trigger: Trigger): object {
  switch (trigger.kind) {
    case "event":
      return { ...trigger, where: trigger.where && toJsonLogic(trigger.where) };
  }
}
