import type { Pause } from "../../core/model/decision.ts";
import { oldestFirst } from "../../core/model/decision.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Decisions, Records } from "../../ports/store/store.ts";
import type { HealthCheck } from "../../ports/health.ts";
import type { DestinationState } from "../../ports/measures.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { printable } from "../text/printable.ts";
import { maskLane } from "../text/redact.ts";
import { calledAs } from "./contacts/called-as.ts";
import { waitingTextOf } from "./approvals.ts";
import { lateApprovals } from "./ended-approvals.ts";
import { undeliveredTexts } from "./undelivered.ts";
import type { ViewLook } from "./view-look.ts";

/** What waits for a person: one kind of thing, how many of it, and since when. */
export interface Attention {
  readonly kind: AttentionKind;
  readonly count: number;
  /** Whether there may be more of it than were looked at, and older ones. */
  readonly isMore: boolean;
  /** Since when the oldest of those looked at waits, epoch milliseconds; null for what never was. */
  readonly oldestAt: number | null;
  /** Ids of those looked at, or names of connections or checks; none for contacts, whose numbers are not told. */
  readonly ids: readonly string[];
  /** What the engine needs and has not; empty for everything else. */
  readonly checks: readonly Pick<HealthCheck, "name" | "detail">[];
  /** What is paused, since when, by whom and why, the oldest first; empty for everything else. */
  readonly scopes: readonly Pause[];
  /** How many of the texts would be kept back if they were approved now, since their contact opted out or is held; 0 for everything else. */
  readonly keptBack: number;
  /** Whom it is about, where it is one thing about one contact; null for everything else. */
  readonly person: Person | null;
}

/** A contact as it is told of. */
interface Person {
  /** Masked number. */
  readonly contact: string;
  /** What Heymarket's record, else events call it; null when nothing says a name. */
  readonly calledAs: string | null;
}

/**
 * `all_paused`: everything is paused, so that nothing goes out. `check`: something the engine needs is not as it must be, so that nothing goes out, or other than somebody wrote. `parked_run`: nobody knows how it is to go on. `parked_event`: it could not be evaluated. `failed_run`: nobody
 * has retried or dropped it. `undelivered`: a text that went out in the last 24 hours and did not arrive. `unapproved`: a text that waited for a yes in vain, until its time was over in the last 24 hours. `approval`: a text that waits for a yes. `held_contact`: no rule texts them until somebody has looked.
 * `breaker`: a connection that does not answer, or refuses us, so that nothing is called there for now. `pause`: goes out no more until somebody lifts it, of less than everything. `silence`: no webhook for a day, or never yet.
 */
export type AttentionKind =
  | "all_paused"
  | "check"
  | "parked_run"
  | "parked_event"
  | "failed_run"
  | "undelivered"
  | "unapproved"
  | "approval"
  | "held_contact"
  | "breaker"
  | "pause"
  | "silence";

/** What needs a person, and when a webhook last came. */
export interface AttentionView {
  /** Only what there is of; most urgent first. */
  readonly waiting: readonly Attention[];
  /** Epoch milliseconds; null when none is among the newest {@link LOOKED_AT} events. */
  readonly lastWebhookAt: number | null;
}

type AttentionStore = Pick<
  Records,
  | "getContact"
  | "getRun"
  | "listEvents"
  | "listRuns"
  | "listOptStates"
  | "countEvents"
  | "countRuns"
  | "getRule"
  | "ruleVersions"
  | "tallies"
  | "optStateOf"
> &
  Pick<Decisions, "pauses">;

type Waiting = Omit<Attention, "keptBack" | "checks" | "person"> &
  Partial<Pick<Attention, "keptBack" | "checks">> & {
    /** Of those looked at, where their runs do not tell it. */
    readonly lanes?: readonly string[];
  };

/** So many of each kind are looked at. */
const LOOKED_AT = 200;

const DAY_MS = 86_400_000;

/** What needs a person now. */
export async function attentionView(
  store: AttentionStore,
  { now }: ViewLook,
  engine: {
    readonly destinations: readonly DestinationState[];
    /** What it needs, as it stands. */
    readonly checks: Promise<readonly HealthCheck[]>;
    /** Those in force. */
    readonly rules: readonly Rule[];
  },
): Promise<AttentionView> {
  const [checks, parkedRuns, parkedEvents, failed, undelivered, unapproved, approvals, held, pauses, newest] =
    await Promise.all([
      engine.checks,
      runsIn("parked", store),
      parkedEventsOf(store),
      runsIn("failed", store),
      undeliveredOf(store, now),
      unapprovedOf(store, { rules: engine.rules, now }),
      approvalsOf(store),
      heldOf(store),
      store.pauses(),
      store.listEvents({ limit: LOOKED_AT }),
    ]);
  const lastWebhookAt = newest.rows.find(({ event }) => event.origin === "webhook")?.event.receivedAt ?? null;
  const silence = silenceOf(lastWebhookAt, newest.rows.length === 0, now);
  const all: readonly Waiting[] = [
    pausesOf("all_paused", pauses),
    illOf(checks),
    parkedRuns,
    parkedEvents,
    failed,
    undelivered,
    unapproved,
    breakersOf(engine.destinations),
    approvals,
    held,
    pausesOf("pause", pauses),
    silence,
  ];
  const waiting = all
    .filter(({ count }) => count > 0)
    .map(async ({ lanes, ...each }) => ({
      ...{ keptBack: 0, checks: [], ...each },
      person: await personOf(store, { ...each, lanes }),
    }));
  return { waiting: await Promise.all(waiting), lastWebhookAt };
}

/** Kinds whose ids are those of runs. */
const OF_RUNS: readonly AttentionKind[] = ["parked_run", "failed_run", "undelivered", "unapproved", "approval"];

/** Whom the one thing is about that waits. */
async function personOf(
  store: AttentionStore,
  { kind, count, ids, lanes }: Pick<Waiting, "kind" | "count" | "ids"> & { readonly lanes: Waiting["lanes"] },
): Promise<Person | null> {
  if (count !== 1) return null;
  const [id] = ids;
  const ofRun = OF_RUNS.includes(kind) && id !== undefined ? ((await store.getRun(id))?.run.lane ?? null) : null;
  const lane = lanes?.[0] ?? ofRun;
  const phone = lane === null ? null : phoneOfLane(lane);
  if (lane === null || phone === null) return null;
  return { contact: maskLane(lane), calledAs: calledAs(await store.getContact(lane), phone) };
}

/** Runs that stay in a status until somebody has done something about them. */
async function runsIn(status: "parked" | "failed", store: AttentionStore): Promise<Waiting> {
  const [counts, { rows, next }] = await Promise.all([
    store.countRuns({ status }),
    store.listRuns({ status, limit: LOOKED_AT }),
  ]);
  return {
    ...{ kind: `${status}_run`, count: counts[status], isMore: next !== null, scopes: [] },
    oldestAt: oldestOf(rows.map(({ run }) => run.updatedAt)),
    ids: rows.map(({ run }) => run.id),
  };
}

async function undeliveredOf(store: AttentionStore, now: number): Promise<Waiting> {
  const { runIds, ...found } = await undeliveredTexts(store, { since: now - DAY_MS, limit: LOOKED_AT });
  return { kind: "undelivered", ...found, ids: runIds, scopes: [] };
}

async function unapprovedOf(
  store: AttentionStore,
  asked: { readonly rules: readonly Rule[]; readonly now: number },
): Promise<Waiting> {
  const { runIds, ...found } = await lateApprovals(store, { since: asked.now - DAY_MS, ...asked });
  return { kind: "unapproved", ...found, ids: runIds, scopes: [] };
}

async function parkedEventsOf(store: AttentionStore): Promise<Waiting> {
  const [counts, { rows, next }] = await Promise.all([
    store.countEvents({ status: "parked" }),
    store.listEvents({ status: "parked", limit: LOOKED_AT }),
  ]);
  return {
    ...{ kind: "parked_event", count: counts.parked, isMore: next !== null, scopes: [] },
    oldestAt: oldestOf(rows.map(({ event }) => event.receivedAt)),
    ids: rows.map(({ event }) => event.id),
    lanes: rows.map(({ event }) => event.lane),
  };
}

async function approvalsOf(store: AttentionStore): Promise<Waiting> {
  const { rows, next } = await store.listRuns({ status: "waiting", limit: LOOKED_AT });
  const asked = (await Promise.all(rows.map(({ run }) => waitingTextOf(store, run)))).flatMap((text) => text ?? []);
  return {
    ...{ kind: "approval", count: asked.length, isMore: next !== null && asked.length > 0, scopes: [] },
    oldestAt: oldestOf(asked.map(({ askedAt }) => askedAt)),
    ids: asked.map(({ runId }) => runId),
    keptBack: asked.filter(({ keptBack }) => keptBack !== null).length,
  };
}

async function heldOf(store: AttentionStore): Promise<Waiting> {
  const { rows, next } = await store.listOptStates({ state: "held", limit: LOOKED_AT });
  const oldestAt = oldestOf(rows.map(({ changedAt }) => changedAt));
  const lanes = rows.map(({ phone }) => phone);
  return { kind: "held_contact", count: rows.length, isMore: next !== null, oldestAt, ids: [], lanes, scopes: [] };
}

function illOf(all: readonly HealthCheck[]): Waiting {
  const checks = all.flatMap(({ name, isWell, detail }) => (isWell ? [] : [{ name, detail: printable(detail) }]));
  const ids = checks.map(({ name }) => name);
  return { kind: "check", count: ids.length, isMore: false, oldestAt: null, ids, scopes: [], checks };
}

function breakersOf(destinations: readonly DestinationState[]): Waiting {
  const ids = destinations.flatMap(({ name, breaker }) => (breaker === "closed" ? [] : [name]));
  return { kind: "breaker", count: ids.length, isMore: false, oldestAt: null, ids, scopes: [] };
}

function pausesOf(kind: "all_paused" | "pause", all: readonly Pause[]): Waiting {
  const scopes = oldestFirst(all.filter((pause) => (pause.kind === "all") === (kind === "all_paused")));
  const oldestAt = scopes[0]?.since ?? null;
  return { ...{ kind, count: scopes.length, isMore: false, ids: [] }, oldestAt, scopes };
}

function silenceOf(lastWebhookAt: number | null, isEmpty: boolean, now: number): Waiting {
  const isSilent = lastWebhookAt === null ? isEmpty : now - lastWebhookAt >= DAY_MS;
  return {
    ...{ kind: "silence", count: isSilent ? 1 : 0, isMore: false },
    ...{ oldestAt: lastWebhookAt, ids: [], scopes: [] },
  };
}

function oldestOf(instants: readonly number[]): number | null {
  return instants.length === 0 ? null : Math.min(...instants);
}
