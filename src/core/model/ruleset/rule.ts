import type { Position } from "../../base/diagnostic.ts";
import type { Rate } from "../../base/duration.ts";
import type { JsonValue } from "../../base/json.ts";
import type { EffectSpec, RetryPolicy } from "./action.ts";

/** A rule ready to run: plain data, so that it can be stored and a run can finish on the version it started with. */
export interface Rule {
  readonly id: string;
  readonly name: string | null;
  /** Hash of the compiled content; a run names it. */
  readonly version: string;
  readonly file: string;
  readonly place: Position;
  /** The lines it is written in, from `place` on; absent in rules that an earlier release stored, and in the engine's own. */
  readonly source?: string;
  readonly enabled: "on" | "off" | "shadow";
  /** For whom it is live; shadow for all others. Absent: everybody. */
  readonly liveFor?: LiveFor;
  /** Higher goes first; ties go by id. */
  readonly priority: number;
  readonly triggers: readonly Trigger[];
  readonly condition: Condition | null;
  readonly vars: readonly Variable[];
  /** Template of the key `limits` count by; null means the contact. */
  readonly key: string | null;
  readonly limits: { readonly oncePerMs: number | null; readonly max?: Rate };
  /** How old an event may be at its receipt, milliseconds; absent: as old as it is. */
  readonly acceptsLateMs?: number;
  /** The rules of one name among which it answers; absent: it is in none. */
  readonly group?: { readonly name: string; readonly answers: "first" | "all" };
  /** What a run does to one of the same contact and key that has not ended; absent, they go on beside each other in order. */
  readonly mode?: Mode;
  /** Events of the contact that end a run which waits; absent when there are none. */
  readonly cancelOn?: readonly EventPattern[];
  readonly histories: readonly HistoryQuery[];
  /** A run's cursor is an index into it. Only `next` leads back, as often as its list has items. The last instruction is `end`. */
  readonly program: readonly Instruction[];
  /** Where the rule's `on_error` steps start, or null. */
  readonly onErrorAt: number | null;
}

/**
 * `single`: no run starts while there is an earlier one; `restart`: the earlier one is ended; `parallel`: they do not even
 * wait for each other where they call.
 */
export type Mode = "single" | "restart" | "parallel";

/** A share of all contacts, 0 to 1, or numbers in E.164. */
export type LiveFor = { readonly share: number } | { readonly phones: readonly string[] };

/** What can start a rule. Every kind is an event in the end: `patternOf` (trigger.ts) says which. */
export type Trigger = EventTrigger | ScheduleTrigger;

/** Starts a rule by an event as Heymarket reports it. */
export interface EventTrigger extends EventPattern {
  readonly kind: "event";
  readonly place: Position;
}

/** Starts a rule at instants that a cron expression names. Each is an event of its own (`core/event/occurrence.ts`). */
export interface ScheduleTrigger {
  readonly kind: "schedule";
  /** As it was written, such as `0 9 * * 1-5`. */
  readonly expression: string;
  readonly fields: CronFields;
  /** IANA name of the zone by whose clock it goes. */
  readonly timezone: string;
  /** So late an occurrence may still be run that nobody was there for; absent for as late as a restart makes it. */
  readonly catchUpMs?: number;
  /** That an occurrence is one of this rule. */
  readonly where: Condition;
  readonly place: Position;
}

/** A cron expression: every value that fits, in order. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** From 1. */
  readonly daysOfMonth: readonly number[];
  /** From 1. */
  readonly months: readonly number[];
  /** Sunday is 0. */
  readonly weekdays: readonly number[];
}

/** Type of the events that are calls of a callback. */
export function callbackType(name: string): string {
  return `${CALLBACK_SOURCE}.${name}`;
}

/** Source of the events that are calls of links. */
export const CALLBACK_SOURCE = "callback";

/** Type of the events that are occurrences of a schedule. */
export const SCHEDULE_TYPE = "schedule";

/** The events of one type, as far as they fit. */
export interface EventPattern {
  readonly eventType: string;
  /** Inbox ids; null means any. */
  readonly inboxIds: readonly string[] | null;
  /** Names of sources; absent means any. */
  readonly sources?: readonly string[];
  readonly where: Condition | null;
}

/** JSON Logic as json-logic-js evaluates it. */
export type JsonLogic = JsonValue;

/** A condition tree; every leaf is JSON Logic. `path` names the place in the rule, such as `if/all/1/text`. */
export type Condition =
  | {
      readonly kind: "all" | "any";
      readonly path: string;
      readonly place: Position;
      readonly children: readonly Condition[];
    }
  | { readonly kind: "not"; readonly path: string; readonly place: Position; readonly child: Condition }
  | {
      readonly kind: "test";
      readonly path: string;
      readonly place: Position;
      /** What was written, on one line, such as `text words [price, quote]`. */
      readonly written: string;
      readonly logic: JsonLogic;
      /** Data paths it reads, such as `event.text`. */
      readonly reads: readonly string[];
      /** Null when it is nothing so simple; absent in rules that version 0.1.0 stored. */
      readonly key?: ConditionKey | null;
    };

/** What a leaf asks of one value, as far as it names constants: what the index and the lints go by. */
export interface ConditionKey {
  /** The value is one of `values`, is none of them, or has one of them among its words. */
  readonly kind: "is" | "not" | "words";
  /** Data path, such as `event.text`. */
  readonly path: string;
  readonly values: readonly (string | number | boolean)[];
}

/** Counts other events of the contact; the result is `history.<index>` in conditions. */
export interface HistoryQuery {
  readonly eventType: string;
  readonly where: Condition | null;
  readonly lastMs: number;
  /** A step reads it, and counts up to the moment it runs; absent, it counts up to the event of the rule. */
  readonly inSteps?: true;
}

/** A named value, computed when the run starts. */
export type Variable =
  | { readonly name: string; readonly condition: Condition }
  | { readonly name: string; readonly value: JsonValue };

/** One instruction of a rule's program; `path` names the step it came from, such as `do/0/choose/1/do/0`. */
export type Instruction =
  | {
      readonly op: "effect";
      readonly path: string;
      readonly place: Position;
      readonly stepId: string | null;
      readonly effect: EffectSpec;
      readonly retry: RetryPolicy;
      /** Milliseconds for one attempt. */
      readonly timeoutMs: number;
      /** Milliseconds for all attempts, from the start of the first. */
      readonly deadlineMs: number;
      /** Milliseconds from when a text was planned on within which it begins to go out, or never does; absent: however long it is put off. */
      readonly putOffMaxMs?: number;
      /** Where to go on when it failed for good: an index, or null for the rule's own error handling. */
      readonly onFail: number | null;
      /** When nobody knows whether it was done; absent, it is looked for and never sent again. */
      readonly onUnknown?: OnUnknown;
    }
  | {
      readonly op: "unless";
      readonly path: string;
      readonly place: Position;
      readonly condition: Condition;
      /** Index to go to when the condition does not hold. */
      readonly target: number;
      /** It comes with the kind of step, and no author wrote it. */
      readonly isImplied?: true;
    }
  | { readonly op: "jump"; readonly target: number }
  | {
      readonly op: "wait";
      readonly path: string;
      readonly place: Position;
      readonly wait:
        | { readonly kind: "duration"; readonly ms: number }
        | { readonly kind: "open"; readonly calendar: string }
        | { readonly kind: "instant"; readonly at: string };
    }
  | {
      /** Waits for an event of the contact: goes on behind it when none came in time. */
      readonly op: "await";
      readonly path: string;
      readonly place: Position;
      readonly stepId: string | null;
      /** Any one of them ends the wait. */
      readonly events: readonly EventPattern[];
      /** How long at most, in milliseconds. */
      readonly timeoutMs: number;
      /** The calendar in whose open time that is counted; null counts all time. */
      readonly clock: string | null;
      /** From when on it is counted: the moment the run comes to it, or when the event happened that started it. */
      readonly from: "now" | "start";
      /**
       * Since when events are news: the step before, or the event that started the run; `sent`: since the text of this step
       * went out, and nothing is waited for when that did not.
       */
      readonly newsSince: "step" | "start" | "sent";
      /** So much earlier than that they may have come, in milliseconds; null not at all. */
      readonly lookbackMs: number | null;
      /** Index to go to when an event came. */
      readonly onEvent: number;
      /** Whether Heymarket is asked once for what no webhook told, before it is taken that none came. */
      readonly verify: boolean;
      /** The callback it waits for, by name: of its events only calls of the run's own link count. Absent: it waits for others. */
      readonly callback?: string;
      /** Of a wait that a person ends: the variable that holds the text to be approved. */
      readonly approves?: string;
    }
  | {
      readonly op: "report";
      readonly path: string;
      readonly place: Position;
      readonly stepId: string;
      readonly lastMs: number;
      readonly counts: readonly { readonly name: string; readonly pattern: EventPattern }[];
    }
  | {
      /** The next item of a list, or on to what stands behind; its items are those of the first time. */
      readonly op: "each";
      readonly path: string;
      readonly place: Position;
      /** A data path, or a template of one placeholder. */
      readonly list: string;
      /** By which name the steps up to `next` read the item. */
      readonly as: string;
      /** A list of more items fails the step. */
      readonly max: number;
      /** Index behind the `next` that leads back. */
      readonly target: number;
    }
  | {
      readonly op: "next";
      /** Index of its `each`. */
      readonly target: number;
    }
  | { readonly op: "set"; readonly path: string; readonly place: Position; readonly values: readonly Variable[] }
  | { readonly op: "log"; readonly path: string; readonly place: Position; readonly text: string }
  | {
      readonly op: "stop";
      readonly path: string;
      readonly place: Position;
      readonly reason: string | null;
      /** Index to go to, where the steps of an absence are over and its answer is waited for; absent where the run ends. */
      readonly target?: number;
    }
  | { readonly op: "end"; readonly status: "done" | "failed" };

/** Goes on without knowing, does it again at once, or does it again when it was looked for and is not there. */
export type OnUnknown = "skip" | "resend" | "resend_if_absent";

/** The rules in force, named by a hash of their versions. */
export interface RuleSet {
  readonly hash: string;
  /** In firing order: priority, then id. */
  readonly rules: readonly Rule[];
}

/** Whether a rule is one of the engine's own: no rule in a file can have such an id. */
export function isOwnRule({ id }: Pick<Rule, "id">): boolean {
  return id.startsWith(OWN_RULES);
}

/** What the ids of the engine's own rules begin with. */
export const OWN_RULES = "heyrules:";

/** The events that a trigger lets start its rule; all that matching and the lints need to know of a kind of trigger. */
export function patternOf(trigger: Trigger): EventPattern {
  switch (trigger.kind) {
    case "event":
      return trigger;
    case "schedule":
      return { eventType: SCHEDULE_TYPE, inboxIds: null, sources: [SCHEDULE_TYPE], where: trigger.where };
  }
}

/** The types of the events that can start a rule, each once. */
export function eventTypesOf(triggers: readonly Trigger[]): readonly string[] {
  return [...new Set(triggers.map((trigger) => patternOf(trigger).eventType))];
}
