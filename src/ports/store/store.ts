import type { Instances } from "./instances.ts";
import type { Budgets } from "../outside/budget.ts";
import type { ChangeSet, Reservation } from "../../core/model/changes.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { AuditEntry, Decision, Pause } from "../../core/model/decision.ts";
import type { EngineError } from "../../core/base/errors.ts";
import type { Event, NewEvent, OptPast, OptState } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Effect, SentText } from "../../core/model/run/effect.ts";
import type { Run, RunStatus } from "../../core/model/run/run.ts";
import type { Tally } from "../../core/model/tally.ts";
import type { Evaluation } from "../../core/model/trace.ts";
import type { Backlog } from "../measures.ts";
import type { Retention } from "./retention.ts";
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
} from "./lists.ts";
import type { Clock } from "../system.ts";

/** What became of one delivery. `eventId` is the stored event, also for a duplicate. */
export interface Acceptance {
  readonly outcome: "accepted" | "duplicate" | "variant";
  readonly eventId: string;
}

/** The right to work on one lane, until released. A newer claim on the lane has a higher fence. */
export interface Claim {
  readonly lane: string;
  readonly fence: number;
}

/** The right to make the next attempt of one `queued` run at its destination, until released. */
export interface Turn extends Claim {
  readonly runId: string;
  readonly destination: string;
}

/**
 * What became of a change set. `paused`: its `attempt` is not to be made; `opted_out`: the opt state has something against its `intent`; `stale`: a reservation to
 * take, or the texts its `intent` counted, were not as expected; `lost`: the claim is no longer ours. In all four
 * nothing was written.
 */
export type CommitOutcome = "committed" | "paused" | "opted_out" | "stale" | "lost";

/** A lane as it stands: what there is to do and what is known of its contact, which need not be told where there is nothing to do. */
export interface LaneView {
  readonly contact: Contact | null;
  readonly optState: OptState | null;
  /** Oldest event not yet evaluated, or null. */
  readonly nextEvent: Event | null;
  /** Runs of the lane that this event has to look at (`isHeeded`), oldest first; none when there is no event. */
  readonly heededRuns: readonly Run[];
  /**
   * The oldest runs of the lane that are due (`laneDueAt`), oldest first: those to be taken on, and those whose effect in doubt
   * is to be stepped over, which somebody may have a turn of. Also those in `sending` that
   * nobody has a turn of any more: they were left by a process that died.
   */
  readonly dueRuns: readonly RunRecord[];
}

/** An event as a person sees it. */
export interface EventRecord {
  readonly event: Event;
  readonly status: EventStatus;
  readonly error: string | null;
  /** The envelope as received, token removed, as JSON text. */
  readonly body: string;
  readonly tokenLabel: string;
  readonly dedupeKey: string;
  /** Deliveries that were repeats of it, by the same bytes. */
  readonly duplicates: number;
  /** Deliveries with the same dedupe key and other bytes; the newest ten. */
  readonly variants: readonly { readonly receivedAt: number; readonly body: string }[];
  readonly evaluation: Evaluation | null;
}

/** By what a text is known again. */
export interface TextIds {
  /** The client id it was sent with; it goes first. */
  readonly localId: string | null;
  /** The id Heymarket gave it. */
  readonly messageId: string | null;
}

/** A dedupe key, and the event that has it; the event may be gone by now. */
export interface KnownKey {
  readonly key: string;
  readonly eventId: string;
}

/** A run as a person sees it. */
export interface RunRecord {
  readonly run: Run;
  readonly effects: readonly Effect[];
}

/** A version of a rule that a store keeps, and when engines loaded it: at a start or a reload. Null: before that was kept. */
export interface RuleVersion {
  /** With the place it had when it was first kept. */
  readonly rule: Rule;
  /** Epoch milliseconds. */
  readonly firstLoadedAt: number | null;
  readonly lastLoadedAt: number | null;
}

/**
 * How the storage of a store stands. `unavailable` passes by itself, such as a full disk; `broken` does not: a sync failed,
 * and the store takes nothing until it is opened anew. One that is `unreadable` takes events, and what waits in it cannot be worked on.
 */
export type StoreHealth =
  | { readonly kind: "available" }
  | { readonly kind: "unavailable" | "unreadable" | "broken"; readonly error: EngineError };

/** Where deliveries become events. */
export interface Inbox {
  /** Writes deliveries into the inbox, in order; opt changes take effect in the same transaction. */
  accept(deliveries: readonly NewEvent[]): Promise<readonly Acceptance[]>;
}

/** Which lanes have work, who may do it, and what became of it. */
export interface Lanes {
  /**
   * Up to `limit` lanes that have an unevaluated event or a due run and are not claimed, longest waiting first; at the
   * opening of the store also lanes with a run in `sending`.
   */
  claimLanes(now: number, limit: number): Promise<readonly Claim[]>;
  /**
   * Runs in `queued` whose next attempt may start: due, nobody else's turn, and first in line at their destination, where
   * every earlier run of the lane has passed or its hold has ended. One whose own hold has ended keeps nobody and may still
   * have its turn, when it is due before the first. At most `roomAt` of each destination, longest waiting first; `roomAt`
   * is asked once for a destination, and only when somebody stands in line there.
   */
  claimTurns(now: number, roomAt: (destination: string) => number): Promise<readonly Turn[]>;
  /**
   * Keeps claims, and gives those that still hold. A store that only one process has open keeps a claim until it is
   * released; one that several share gives the lane away when its claim is not renewed in time.
   */
  renew(claims: readonly Claim[]): Promise<readonly Claim[]>;
  /**
   * Has a listener called when another process may have made work. A hint, which may be lost: who looks now and then misses
   * nothing. A store that only one process has open never calls it.
   */
  onWork(listener: () => void): void;
  /** What there is to do on a claimed lane at `now`. */
  viewLane(claim: Claim, now: number): Promise<LaneView>;
  /** Writes a change set in one transaction under a claim; under a turn, one that concerns its run alone. */
  commit(claim: Claim, changes: ChangeSet): Promise<CommitOutcome>;
  /** Gives a lane or a turn back. Work that came meanwhile makes it claimable again at once. */
  release(claim: Claim): Promise<void>;
  /**
   * Moves every wait that is a length of time, and every deadline, by so many milliseconds, in one transaction: the clock
   * was set. Gives the number of runs it moved; null where waits are instants of a `sharedClock`, which nobody moves.
   */
  shiftWaits(byMs: number): Promise<number | null>;
  /**
   * When something is due next, epoch milliseconds, or null: an event or a run that is ready at 0, a wait, the next attempt
   * of a run that is first in line (at 0 when only room may be missing), the end of a hold that keeps others.
   */
  nextDueAt(): Promise<number | null>;
}

/** Instants up to which something regular is done, by name. */
export interface Watermarks {
  /**
   * Takes the right to move a watermark, and gives where it stands, null at first; `held` when another process took it less than
   * `forMs` ago.
   */
  claimWatermark(name: string, forMs: number): Promise<{ readonly at: number | null } | "held">;
  /** Where a watermark stands, null for nowhere; takes no right to move it. */
  readWatermark(name: string): Promise<number | null>;
  /** Moves a watermark that was claimed, never back; epoch milliseconds. */
  moveWatermark(name: string, at: number): Promise<void>;
}

/** What is decided in the face of whatever is under way: by a person, or of what nobody has a claim on. */
export interface Decisions {
  /**
   * Writes a decision in one transaction and takes the lanes and turns of its runs back from whoever works on them: what they
   * still commit is `lost`. `stale` when a run is not as it was seen or has an attempt on the wire, or an event is not parked
   * any more, or its `replay` is a repeat: then nothing was written.
   */
  decide(decision: Decision): Promise<"committed" | "stale">;
  /** What goes out no more until a person says so, oldest first. */
  pauses(): Promise<readonly Pause[]>;
  /** A page of what people did. @throws EngineError USAGE when `after` is no cursor. */
  listAudit(options: PageOptions): Promise<Page<AuditEntry>>;
}

/** Everything that is read without a claim: for rules, for the send gate, for people. */
export interface Records {
  /** A rule version kept by `saveRules`, or null. */
  getRule(version: string): Promise<Rule | null>;
  /** All versions of a rule that are kept, the one loaded last first; those of which that is not known at the end. */
  ruleVersions(ruleId: string): Promise<readonly RuleVersion[]>;
  /** Evaluated events of a lane of the given types, with `at` from `since` on, newest first, at most 500. */
  history(lane: string, types: readonly string[], since: number): Promise<readonly Event[]>;
  /** Texts to a number that went out or may have, from `since` on, over all rules and lanes; oldest first. */
  textsTo(phone: string, since: number): Promise<readonly SentText[]>;
  /** Who said what about being texted, by number in E.164; null for who never did. */
  optStateOf(phone: string): Promise<OptState | null>;
  /** How a number stood from each of its newest changes on, oldest first, the present state the last. */
  optHistory(phone: string): Promise<readonly OptPast[]>;
  /** Reservations by key, for those that exist. */
  reservations(keys: readonly string[]): Promise<readonly Reservation[]>;
  /** Those of the dedupe keys that an event has, each with the id of the one that took it last. */
  knownDedupeKeys(keys: readonly string[]): Promise<readonly KnownKey[]>;
  /** The text or note of this engine that one of these ids names, as it stands in the ledger; null for somebody else's. */
  ownText(ids: TextIds): Promise<Effect | null>;
  /** The engine's mirror of a contact, by lane. */
  getContact(lane: string): Promise<Contact | null>;
  getEvent(id: string): Promise<EventRecord | null>;
  /** Replays of the event of an id, or of the one that it is itself a replay of; newest first, at most `limit`. */
  replaysOf(eventId: string, limit: number): Promise<readonly Event[]>;
  getRun(id: string): Promise<RunRecord | null>;
  /** A page of events. @throws EngineError USAGE when `after` is no cursor. */
  listEvents(options: ListEventsOptions): Promise<Page<EventRecord>>;
  /** A page of runs with their effects. @throws EngineError USAGE when `after` is no cursor. */
  listRuns(options: ListRunsOptions): Promise<Page<RunRecord>>;
  /** The id of the run of the same rule that was made before or after one; null where there is none. */
  runBeside(id: string, side: Side): Promise<string | null>;
  /** A page of opt states, by number. @throws EngineError USAGE when `after` is no cursor. */
  listOptStates(options: ListOptStatesOptions): Promise<Page<OptState>>;
  countEvents(filter: EventFilter): Promise<Counts<EventStatus>>;
  countRuns(filter: RunFilter): Promise<Counts<RunStatus>>;
  /** What is not done; reads nothing that is. */
  backlog(): Promise<Backlog>;
  /** How often what happened, hour by hour, oldest first; what never did is not among them. Exact from when on the store counts. */
  tallies(options: TallyOptions): Promise<readonly Tally[]>;
}

/**
 * The one place where events, runs and the effect ledger live. Every write is durable when its promise resolves and
 * wholly undone when it rejects (`EngineError` `STORE_UNAVAILABLE`; the caller may try again. After `STORE_BROKEN` it is
 * not known what is on disk, and every write rejects).
 */
export interface Store extends Inbox, Lanes, Watermarks, Decisions, Retention, Records {
  /** Key of this deployment, created with the store: keys the `local_id` of texts. */
  readonly deploymentKey: string;
  /**
   * The clock that all who share this store go by, whatever their machines show; null for a store that one process has
   * open, which goes by its machine's, and for one that is only read.
   */
  readonly sharedClock: Clock | null;
  /** What the processes that have the store open share of their remotes; null where only one can have it open. */
  readonly budgets: Budgets | null;
  /** The engines that have the store open; null where only one can, and for one that is only read. */
  readonly instances: Instances | null;
  /** Keeps rule versions for the runs that will name them, and that they were loaded at an instant. Safe to repeat. */
  saveRules(rules: readonly Rule[], loadedAt: number): Promise<void>;
  /** Checks that a write would succeed now. Rejects with `STORE_UNAVAILABLE` when not. */
  check(): Promise<void>;
  /** Ends pending writes and closes. Safe to repeat. */
  close(): Promise<void>;
}
