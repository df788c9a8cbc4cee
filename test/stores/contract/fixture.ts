import { onTestFinished } from "vitest";
import type { ChangeSet } from "../../../src/core/model/changes.ts";
import type { NewEvent } from "../../../src/core/model/event.ts";
import type { Claim, CommitOutcome, Store } from "../../../src/ports/store/store.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { AuditEntry, Decision } from "../../../src/core/model/decision.ts";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import { makeEffect, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import type { KeptStore, OpenedStore } from "../store.contract.ts";

/** An open store that is closed with the test. */
export async function openForTest<Opened extends OpenedStore>(kind: {
  readonly open: () => Promise<Opened>;
}): Promise<Opened> {
  const opened = await kind.open();
  onTestFinished(() => opened.store.close());
  return opened;
}

/** The one claim there is to be had. */
export async function claimOne(store: Store, now = NOW): Promise<Claim> {
  const [claim] = await store.claimLanes(now, 1);
  if (claim === undefined) throw new Error("no lane can be claimed");
  return claim;
}

/** Claims the next lane, commits to it and gives it back. */
export async function commitOnce(store: Store, changes: ChangeSet, now = NOW): Promise<CommitOutcome> {
  const claim = await claimOne(store, now);
  const outcome = await store.commit(claim, changes);
  await store.release(claim);
  return outcome;
}

/** Accepts deliveries and marks each event as evaluated, as the engine would when no rule fires. */
export async function acceptAndEvaluate(store: Store, deliveries: readonly NewEvent[]): Promise<void> {
  for (const delivery of deliveries) {
    await store.accept([delivery]);
    await commitOnce(store, makeEvaluated(delivery.event.id));
  }
}

/** The same store after a restart, closed with the test. */
export async function closeAndReopen(opened: KeptStore): Promise<Store> {
  await opened.store.close();
  const store = await opened.reopen();
  onTestFinished(() => store.close());
  return store;
}

/** A run that stands in line at `crm`, or at the destination given, as it is stored. */
export function makeQueued(id: string, overrides: Partial<Run> = {}): Run {
  const { destination = "crm" } = overrides;
  const holds = [{ destination: destination ?? "crm", until: null }];
  return makeRun({ id, status: "queued", destination, holds, ...overrides });
}

/** Stores the runs of a lane, in this order, as what one event started. */
export async function keepRuns(
  store: Store,
  runs: readonly Run[],
  { phone = PHONE, effects = [] }: { readonly phone?: string; readonly effects?: readonly Effect[] } = {},
): Promise<void> {
  const id = `evt of ${runs.map((run) => run.id).join(" ")}`;
  await store.accept([makeNewEvent({ event: { id, phone } })]);
  await commitOnce(store, { ...makeEvaluated(id), runs, effects });
}

/** The effect that {@link keepWithEffects} stores with a run. */
export function effectOf(runId: string): Effect {
  return makeEffect({ id: `eff of ${runId}`, runId });
}

/** Stores the runs of a lane, each with an effect. */
export function keepWithEffects(store: Store, runs: readonly Run[]): Promise<void> {
  return keepRuns(store, runs, { effects: runs.map(({ id }) => effectOf(id)) });
}

/** A row of the audit: ann cancels a run. */
export function makeEntry(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: "aud_1",
    at: NOW,
    by: "ann",
    deed: "cancel",
    target: { kind: "run", id: "run_1" },
    reason: "the offer is over",
    text: "cancelled",
    ...overrides,
  };
}

/** A decision of ann that changes nothing. */
export function makeDecision(overrides: Partial<Decision> = {}): Decision {
  return { ...emptyDecision(makeEntry()), ...overrides };
}
