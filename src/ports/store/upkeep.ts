import type { Reservation } from "../../core/model/changes.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { AuditEntry, Pause } from "../../core/model/decision.ts";
import type { DedupeRow } from "../../core/event/judge-delivery.ts";
import type { Horizons } from "../../core/event/retention.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { Tally } from "../../core/model/tally.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import type { EventRecord } from "./store.ts";

/** An event with all that a store keeps of it. */
export interface KeptEvent extends Omit<EventRecord, "variants"> {
  /** Newest first. */
  readonly variants: readonly KeptVariant[];
}

/** Another body of an event. */
export interface KeptVariant {
  readonly receivedAt: number;
  readonly body: string;
  readonly digest: string;
}

/** A dedupe key, and what is known of the delivery that took it. */
export interface KeptKey extends DedupeRow {
  readonly key: string;
}

/** When engines loaded a version of a rule, epoch milliseconds. */
export interface RuleLoad {
  readonly version: string;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What a store holds, by kind. */
export interface KeptRecords {
  readonly rule: Rule;
  readonly rule_load: RuleLoad;
  readonly opt_state: StoredOptState;
  readonly contact: Contact;
  readonly reservation: Reservation;
  readonly dedupe_key: KeptKey;
  readonly event: KeptEvent;
  readonly run: Run;
  readonly effect: Effect;
  readonly pause: Pause;
  readonly audit: AuditEntry;
  readonly tally: Tally;
}

/** The kinds of records a store holds. */
export type RecordKind = keyof KeptRecords;

/** One record, whatever store holds it. */
export type StoreRecord = { readonly [Kind in RecordKind]: readonly [Kind, KeptRecords[Kind]] }[RecordKind];

/** A store as it stands at one instant, whatever an engine does meanwhile. */
export interface StoreSnapshot {
  readonly deploymentKey: string;
  /** Everything it holds, a bounded part at a time: kind by kind, events, runs, effects and the audit in commit order. */
  readonly records: () => AsyncIterable<readonly StoreRecord[]>;
  readonly close: () => Promise<void>;
}

/** An empty store that is being filled; no engine takes it before `finish`. */
export interface StoreFilling {
  /** Writes records behind those before, in one transaction. */
  readonly write: (records: readonly StoreRecord[]) => Promise<void>;
  /** Makes it a store like any other. */
  readonly finish: (deploymentKey: string) => Promise<void>;
  /** Lets go of it. Without `finish` before, nothing or half of it is there, and is refused. Safe to repeat. */
  readonly close: () => Promise<void>;
}

/** How a store stands. */
export interface StoreCondition {
  /** Version of its schema, or format, and the newest one that this release knows. */
  readonly version: number;
  readonly newestVersion: number;
  readonly sizes: readonly { readonly name: string; readonly bytes: number }[];
  readonly events: Readonly<Record<string, number>>;
  readonly runs: Readonly<Record<string, number>>;
  /** Epoch milliseconds of receipt; null without events. */
  readonly oldestEventAt: number | null;
  /** What is wrong with it, each a sentence. */
  readonly faults: readonly string[];
}

/** How many records are, or were, dropped because they are old; `texts` counts events that are redacted and stay. */
export interface Pruned {
  readonly events: number;
  readonly runs: number;
  readonly effects: number;
  readonly texts: number;
  readonly dedupeKeys: number;
  readonly reservations: number;
  readonly audit: number;
  readonly tallies: number;
}

/** What is old by kind, and when it goes; epoch milliseconds. */
export interface Age {
  readonly horizons: Horizons;
  readonly now: number;
}

/** What a person does with a store from outside the engine. */
export interface StoreUpkeep {
  /** Looks at everything, beside a running engine. */
  check(): Promise<StoreCondition>;
  /** Brings the schema up to date. @throws EngineError STORE_MISSING without a store, STORE_LOCKED while an engine is in the way. */
  migrate(): Promise<{ readonly from: number; readonly to: number }>;
  /** What `prune` would drop. */
  planPrune(age: Age): Promise<Pruned>;
  /** Takes away what is old, and frees the room; the audit says so. @throws EngineError STORE_LOCKED while an engine has a file open. */
  prune(age: Age, entryOf: (pruned: Pruned) => AuditEntry): Promise<Pruned>;
  /** Writes a copy that can take the place of the store to a file that is there and empty, with some records more. */
  backUp(file: string, marks: readonly StoreRecord[]): Promise<void>;
  openSnapshot(): Promise<StoreSnapshot>;
  /** @throws EngineError USAGE when it holds something already, STORE_LOCKED when an engine has it open. */
  openFilling(): Promise<StoreFilling>;
}
