import type { Reservation } from "../../../core/model/changes.ts";
import type { Contact } from "../../../core/model/contact.ts";
import type { AuditEntry, Pause } from "../../../core/model/decision.ts";
import type { DedupeRow } from "../../../core/event/judge-delivery.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { Tally } from "../../../core/model/tally.ts";
import type { KeptEvent, RuleLoad } from "../../../ports/store/upkeep.ts";

/** An event of the inbox with everything known of it. */
export type StoredEvent = KeptEvent;

/** Everything a lowdb store keeps. Maps are in the order of first insertion: commit order. */
export interface State {
  readonly deploymentKey: string;
  readonly rules: Map<string, Rule>;
  /** By version. */
  readonly ruleLoads: Map<string, RuleLoad>;
  readonly optStates: Map<string, StoredOptState>;
  readonly contacts: Map<string, Contact>;
  readonly reservations: Map<string, Reservation>;
  readonly dedupeRows: Map<string, DedupeRow>;
  readonly events: Map<string, StoredEvent>;
  readonly runs: Map<string, Run>;
  readonly effects: Map<string, Effect>;
  /** By name, epoch milliseconds. */
  readonly watermarks: Map<string, number>;
  /** By {@link pauseKey}. */
  readonly pauses: Map<string, Pause>;
  readonly audit: Map<string, AuditEntry>;
  /** By {@link tallyKey}. */
  readonly tallies: Map<string, Tally>;
}

/** A state without events. */
export function createState(deploymentKey: string): State {
  return {
    deploymentKey,
    rules: new Map(),
    ruleLoads: new Map(),
    optStates: new Map(),
    contacts: new Map(),
    reservations: new Map(),
    dedupeRows: new Map(),
    events: new Map(),
    runs: new Map(),
    effects: new Map(),
    watermarks: new Map(),
    pauses: new Map(),
    audit: new Map(),
    tallies: new Map(),
  };
}
