import type { ChangeSet, Reservation } from "../../core/model/changes.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { AuditEntry, Decision, Pause } from "../../core/model/decision.ts";
import type { DedupeRow } from "../../core/event/judge-delivery.ts";
import type { Event, NewEvent, OptPast, OptState } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Effect, SentText } from "../../core/model/run/effect.ts";
import type { Run, RunStatus } from "../../core/model/run/run.ts";
import type { Tally } from "../../core/model/tally.ts";
import type {
  Acceptance,
  CommitOutcome,
  EventRecord,
  RuleVersion,
  RunRecord,
  TextIds,
} from "../../ports/store/store.ts";
import type {
  Counts,
  EventFilter,
  EventStatus,
  ListEventsOptions,
  ListOptStatesOptions,
  ListRunsOptions,
  Page,
  PageOptions,
  RunFilter,
  Side,
  TallyOptions,
} from "../../ports/store/lists.ts";
import type { Backlog } from "../../ports/measures.ts";
import type { Passage, Passed, QuietPassage } from "../../ports/store/retention.ts";
import type { OpenRun } from "./known.ts";

/** What a store of one process keeps, read and written at once. Every write happens inside a transaction of the caller. */
export interface SynchronousTables {
  readonly deploymentKey: string;
  /** Writes one delivery into the inbox, with the opt change it brings. */
  accept(delivery: NewEvent): Acceptance;
  /** Writes a change set of a lane: everything, or nothing when it is refused. The caller has checked the claim. */
  writeChanges(lane: string, changes: ChangeSet): CommitOutcome;
  /** Moves the waits that are lengths of time, and gives the runs as they stand then. */
  shiftWaits(byMs: number): readonly Run[];
  /** Writes what a person decided: everything, or nothing when it is refused. */
  decide(decision: Decision): "committed" | "stale";
  pauses(): readonly Pause[];
  listAudit(options: PageOptions): Page<AuditEntry>;
  saveRule(rule: Rule, loadedAt: number): void;
  /** Drops or redacts a part of what is old. */
  forget(passage: Passage): Passed;
  /** Drops a part of a lane's finished events without a run. */
  forgetQuiet(passage: QuietPassage): Passed;
  lanesOf(phone: string): readonly string[];
  /** Writes something that changes nothing. */
  touch(): void;
  /** Lanes with events not yet evaluated, longest waiting first. */
  waitingLanes(): readonly { readonly lane: string; readonly events: number }[];
  /** Runs that are not final, in commit order; read as they are taken, so that nobody waits for all of them. */
  openRuns(): Iterable<OpenRun>;
  /** Those of one lane. */
  openRunsOf(lane: string): readonly OpenRun[];
  /** Those of one lane that its events look at, oldest first. */
  heededRunsOf(lane: string): readonly Run[];
  nextEvent(lane: string): Event | null;
  rule(version: string): Rule | null;
  ruleVersions(ruleId: string): readonly RuleVersion[];
  contact(lane: string): Contact | null;
  optState(phone: string): OptState | null;
  optHistory(phone: string): readonly OptPast[];
  history(lane: string, types: readonly string[], since: number): readonly Event[];
  textsTo(phone: string, since: number): readonly SentText[];
  reservation(key: string): Reservation | null;
  /** Who has a dedupe key, or null. */
  dedupeRow(key: string): DedupeRow | null;
  watermark(name: string): number | null;
  setWatermark(name: string, at: number): void;
  ownText(ids: TextIds): Effect | null;
  event(id: string): EventRecord | null;
  replaysOf(eventId: string, limit: number): readonly Event[];
  run(id: string): RunRecord | null;
  listEvents(options: ListEventsOptions): Page<EventRecord>;
  listRuns(options: ListRunsOptions): Page<RunRecord>;
  runBeside(id: string, side: Side): string | null;
  listOptStates(options: ListOptStatesOptions): Page<OptState>;
  countEvents(filter: EventFilter): Counts<EventStatus>;
  countRuns(filter: RunFilter): Counts<RunStatus>;
  backlog(): Backlog;
  tallies(options: TallyOptions): readonly Tally[];
}
