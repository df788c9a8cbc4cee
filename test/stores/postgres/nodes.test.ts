import { describe, expect, onTestFinished, test } from "vitest";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Store, Turn } from "../../../src/ports/store/store.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { makeChanges, makeEffect, makeEvaluated, makeNewEvent, makeRun, NOW, PHONE } from "../../helpers/make.ts";
import { usePostgres } from "../../helpers/postgres.ts";
import { claimOne, commitOnce } from "../contract/fixture.ts";

const server = usePostgres();
const OTHER = "+12025550199";
const everywhere = () => Number.POSITIVE_INFINITY;

async function openStore(url: string): Promise<Store> {
  const store = await openPostgresStore({ url });
  onTestFinished(() => store.close());
  return store;
}

interface Nodes {
  readonly one: Store;
  readonly other: Store;
  readonly execute: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** As if so much time had passed that nobody's claim was renewed. */
  readonly endLeases: () => Promise<unknown>;
}

/** Two processes on one database. */
async function openNodes(): Promise<Nodes> {
  const url = await server.createDatabase();
  const [one, other] = [await openStore(url), await openStore(url)];
  const execute = (sql: string) => server.execute(url, sql);
  const past = "SET lease_until = lease_until - interval '16 seconds'";
  return {
    one,
    other,
    execute,
    endLeases: () => execute(`UPDATE heyrules.lanes ${past}; UPDATE heyrules.lines ${past}`),
  };
}

const event = (id: string, phone = PHONE) => makeNewEvent({ event: { id, phone } });

function makeQueued(id: string, overrides: Partial<Run> = {}): Run {
  return makeRun({
    id,
    status: "queued",
    destination: "crm",
    holds: [{ destination: "crm", until: null }],
    ...overrides,
  });
}

/** Stores the runs of a lane, in this order. */
async function keep(store: Store, runs: readonly Run[], phone = PHONE): Promise<void> {
  const id = `evt of ${runs.map((run) => run.id).join(" ")}`;
  await store.accept([event(id, phone)]);
  await commitOnce(store, { ...makeEvaluated(id), runs });
}

async function claimTurn(store: Store, now = NOW): Promise<Turn> {
  const [turn] = await store.claimTurns(now, everywhere);
  if (turn === undefined) throw new Error("nobody has a turn");
  return turn;
}

describe("lanes of two processes", () => {
  test("one that is claimed is not given to the other; each event and run is to be had once", async () => {
    const { one, other } = await openNodes();
    const phones = Array.from({ length: 40 }, (_, index) => `+1202555${1_000 + index}`);
    await one.accept(phones.map((phone) => event(`evt ${phone}`, phone)));

    const claims = await Promise.all([one, other, one, other].map((store) => store.claimLanes(NOW, 10)));

    const lanes = claims.flat().map(({ lane }) => lane);
    expect(new Set(lanes).size).toBe(lanes.length);
    const rest = [...(await one.claimLanes(NOW, 99)), ...(await other.claimLanes(NOW, 99))].map(({ lane }) => lane);
    expect([...lanes, ...rest].toSorted()).toEqual(phones);
  });

  test("what one accepts, evaluates and releases the other goes on with", async () => {
    const { one, other } = await openNodes();
    await one.accept([event("evt_1")]);

    const claim = await claimOne(other);
    await other.commit(claim, { ...makeEvaluated("evt_1"), runs: [makeRun()] });
    await other.release(claim);

    const { dueRuns } = await one.viewLane(await claimOne(one), NOW);
    expect(dueRuns.map(({ run }) => run.id)).toEqual(["run_1"]);
  });

  test("a claim that was not renewed in time goes to the other, and what the first still commits is lost", async () => {
    const { one, other, endLeases } = await openNodes();
    await one.accept([event("evt_1")]);
    const old = await claimOne(one);
    const early = await other.claimLanes(NOW, 1);

    await endLeases();
    const current = await claimOne(other);

    expect(early).toEqual([]);
    expect(current.fence).toBeGreaterThan(old.fence);
    expect(await one.renew([old])).toEqual([]);
    expect(await one.commit(old, makeEvaluated("evt_1"))).toBe("lost");
    await one.release(old);
    expect(await other.commit(current, makeEvaluated("evt_1"))).toBe("committed");
  });

  test("a claim that nobody else took holds on, and its renewal counts from now", async () => {
    const { one, other, endLeases } = await openNodes();
    await one.accept([event("evt_1")]);
    const claim = await claimOne(one);
    await endLeases();

    const renewed = await one.renew([claim]);

    expect(renewed).toEqual([claim]);
    expect(await other.claimLanes(NOW, 1)).toEqual([]);
    expect(await one.commit(claim, makeEvaluated("evt_1"))).toBe("committed");
  });

  test("a lane whose owner died when nothing was left to do is idle again once somebody has looked", async () => {
    const { one, other, endLeases } = await openNodes();
    await one.accept([event("evt_1")]);
    await one.commit(await claimOne(one), makeEvaluated("evt_1"));
    await endLeases();

    await other.release(await claimOne(other));

    expect(await other.claimLanes(NOW, 1)).toEqual([]);
    expect(await other.nextDueAt()).toBeNull();
  });

  test("a claim that is renewed and given back in one transaction is free after it", async () => {
    const { one, other } = await openNodes();
    await one.accept([event("evt 1")]);
    const claim = await claimOne(one, NOW);

    // What comes while the first is written goes into one transaction.
    const first = one.accept([event("evt 2", OTHER)]);
    const [, renewed] = await Promise.all([first, one.renew([claim]), one.release(claim)]);
    const claims = await other.claimLanes(NOW, 10);

    expect(renewed).toEqual([claim]);
    expect(claims.map(({ lane }) => lane).toSorted()).toEqual([PHONE, OTHER].toSorted());
  });

  test("a turn that is renewed and given back in one transaction is free after it", async () => {
    const { one, other } = await openNodes();
    await keep(one, [makeQueued("run 1")]);
    const turn = await claimTurn(one);

    const first = one.accept([event("evt 2", OTHER)]);
    await Promise.all([first, one.renew([turn]), one.release(turn)]);
    const next = await claimTurn(other);

    expect(next.runId).toBe("run 1");
  });

  test("a process that closes its store gives everything back at once", async () => {
    const { one, other } = await openNodes();
    await keep(one, [makeQueued("run_1")]);
    await one.accept([event("evt_2")]);
    await one.claimLanes(NOW, 9);
    await one.claimTurns(NOW, everywhere);
    const before = [await other.claimLanes(NOW, 9), await other.claimTurns(NOW, everywhere)];

    await one.close();

    expect(before).toEqual([[], []]);
    expect(await other.claimLanes(NOW, 9)).toHaveLength(1);
    expect(await other.claimTurns(NOW, everywhere)).toHaveLength(1);
  });
});

describe("turns of two processes", () => {
  test("runs of a contact go one after the other, whichever process has the turn", async () => {
    const { one, other } = await openNodes();
    const ids = ["run_1", "run_2", "run_3", "run_4"];
    await keep(
      one,
      ids.map((id) => makeQueued(id)),
    );

    const order: string[] = [];
    for (const [index, store] of [one, other, other, one].entries()) {
      const [turn, ...more] = await store.claimTurns(NOW, everywhere);
      const meanwhile = await (store === one ? other : one).claimTurns(NOW, everywhere);
      expect([more, meanwhile]).toEqual([[], []]);
      if (turn === undefined) throw new Error(`run ${index} has no turn`);
      order.push(turn.runId);
      await store.commit(turn, makeChanges({ runs: [makeRun({ id: turn.runId, status: "done" })] }));
      await store.release(turn);
    }

    expect(order).toEqual(ids);
  });

  test("a turn that was not renewed in time, before its attempt, goes to the other", async () => {
    const { one, other, endLeases } = await openNodes();
    await keep(one, [makeQueued("run_1"), makeQueued("run_2")]);
    const old = await claimTurn(one);
    await endLeases();

    const current = await claimTurn(other);

    expect(current.runId).toBe("run_1");
    expect(await one.commit(old, makeChanges({ runs: [makeRun({ status: "failed" })] }))).toBe("lost");
    expect(await one.renew([old])).toEqual([]);
    await one.release(old);
    expect(await other.renew([current])).toEqual([current]);
  });

  test("a claim or turn of a process that could not renew in time is not taken from it by itself", async () => {
    const { one, other, endLeases } = await openNodes();
    await keep(one, [makeQueued("run_1")]);
    await one.accept([event("evt_2")]);
    const [turn, claim] = [await claimTurn(one), await claimOne(one)];
    await endLeases();

    const own = [await one.claimTurns(NOW, everywhere), await one.claimLanes(NOW, 9)];

    expect(own).toEqual([[], []]);
    expect(await other.claimTurns(NOW, everywhere)).toEqual([]);
    expect(await one.commit(turn, makeChanges({ runs: [makeRun({ status: "done" })] }))).toBe("committed");
    expect(await one.commit(claim, makeEvaluated("evt_2"))).toBe("committed");
  });

  test("a run that a dead process left on the wire is for its lane to settle, and keeps those behind until then", async () => {
    const { one, other, endLeases } = await openNodes();
    const run = makeQueued("run_1");
    await keep(one, [run, makeQueued("run_2")]);
    const sending = { ...run, status: "sending" as const };
    const turn = await claimTurn(one);
    await one.commit(turn, makeChanges({ runs: [sending], effects: [makeEffect({ status: "sending" })] }));
    const early = [await other.claimTurns(NOW, everywhere), await other.claimLanes(NOW, 9)];
    await endLeases();

    const behind = await other.claimTurns(NOW, everywhere);
    const claim = await claimOne(other);
    const { dueRuns } = await other.viewLane(claim, NOW);
    await other.commit(claim, makeChanges({ runs: [{ ...makeRun(), status: "failed" }] }));
    await other.release(claim);

    expect([early, behind]).toEqual([[[], []], []]);
    expect(dueRuns).toMatchObject([{ run: sending, effects: [{ status: "sending" }] }]);
    expect(await one.commit(turn, makeChanges({ runs: [makeRun({ status: "done" })] }))).toBe("lost");
    expect((await claimTurn(other)).runId).toBe("run_2");
  });

  test("room counts for each process by itself, and no turn is given twice", async () => {
    const { one, other } = await openNodes();
    const lanes = Array.from({ length: 12 }, (_, index) => `+1202555${1_000 + index}`);
    for (const lane of lanes) await keep(one, [makeQueued(`run ${lane}`, { lane })], lane);

    const turns = await Promise.all([one, other].map((store) => store.claimTurns(NOW, () => 6)));

    const ids = turns.flat().map(({ runId }) => runId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(turns.map(({ length }) => length <= 6)).toEqual([true, true]);
  });
});

describe("the inbox of two processes", () => {
  test("a delivery that both get at the same moment is stored once, and both have an answer", async () => {
    const { one, other, execute } = await openNodes();
    const { dedupe } = makeNewEvent();
    const deliver = (store: Store, id: string) => store.accept([makeNewEvent({ event: { id }, dedupe })]);

    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => deliver(index % 2 === 0 ? one : other, `evt_${index}`)),
    );

    const outcomes = answers.flat().map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "accepted")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(19);
    const [id, ...others] = new Set(answers.flat().map(({ eventId }) => eventId));
    expect(others).toEqual([]);
    expect(await execute("SELECT id, duplicates FROM heyrules.events")).toEqual([{ id, duplicates: 19 }]);
  });

  test.each([
    ["twice", "", ""],
    ["for one rule and for all", "reply", ""],
  ])("a replay that people want %s of both at the same moment is made once", async (_, first, second) => {
    const { one, other } = await openNodes();
    const replay = (store: Store, id: string, ruleId: string) => {
      const dedupe = { key: `replay evt_1 ${ruleId}`, value: id, windowMs: null };
      const arrival = makeNewEvent({ dedupe, event: { id, receivedAt: NOW } });
      const coveredBy = ["replay evt_1 ", "replay evt_1 reply"];
      return store.decide({ ...emptyDecision(null), replay: { arrival, coveredBy, youngMs: 60_000 } });
    };

    const outcomes = await Promise.all([replay(one, "evt_2", first), replay(other, "evt_3", second)]);

    expect(outcomes.toSorted()).toEqual(["committed", "stale"]);
    expect((await one.listEvents({ limit: 9 })).rows).toHaveLength(1);
  });

  test("deliveries of the same contacts in opposite orders keep nobody waiting in a circle", async () => {
    const { one, other } = await openNodes();
    const phones = Array.from({ length: 8 }, (_, index) => `+1202555${1_000 + index}`);
    const round = (store: Store, name: string, order: readonly string[]) =>
      store.accept(
        order.map((phone) => ({
          ...event(`evt ${name} ${phone}`, phone),
          dedupe: { key: `key ${phone}`, value: name, windowMs: 1 },
        })),
      );

    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => [
        round(one, `a${index}`, phones),
        round(other, `b${index}`, phones.toReversed()),
      ]).flat(),
    );

    expect(answers.flat().every(({ outcome }) => outcome === "accepted")).toBe(true);
  });

  test("an opt-out that one process accepts stops a text that the other is about to send", async () => {
    const { one, other } = await openNodes();
    await one.accept([event("evt_1")]);
    const claim = await claimOne(one);
    const optChange = {
      phone: PHONE,
      state: "out",
      at: NOW,
      undatedDigest: null,
      told: null,
      reason: "text was STOP",
    } as const;
    await other.accept([makeNewEvent({ event: { id: "evt_2", phone: OTHER }, optChange })]);

    const intent = { kind: "text", phone: PHONE, runCreatedAt: NOW, textsSince: NOW, textsSeen: [] } as const;
    const outcome = await one.commit(claim, makeChanges({ runs: [makeRun({ status: "sending" })], intent }));

    expect(outcome).toBe("opted_out");
  });

  test("events of a contact become visible in the order of their numbers, with 16 writers on 4 contacts", async () => {
    const url = await server.createDatabase();
    const writers = await Promise.all(Array.from({ length: 4 }, () => openStore(url)));
    const phones = ["+1202", "+1203", "+1204", "+1205"];
    const reader = await openPostgresStore({ url, readOnly: true });
    onTestFinished(() => reader.close());
    const newest = new Map<string, number>();
    const inversions: string[] = [];
    const writing = new AbortController();

    const reading = (async () => {
      const seen = new Set<string>();
      while (!writing.signal.aborted) {
        const rows = await server.execute(url, "SELECT seq::int AS seq, lane FROM heyrules.events ORDER BY seq");
        for (const row of rows) {
          const [seq, lane] = [Number(row["seq"]), String(row["lane"])];
          if (seen.has(`${seq}`)) continue;
          seen.add(`${seq}`);
          if (seq < (newest.get(lane) ?? 0)) inversions.push(`${lane}: ${seq} after ${newest.get(lane) ?? 0}`);
          newest.set(lane, Math.max(seq, newest.get(lane) ?? 0));
        }
      }
    })();
    await Promise.all(
      Array.from({ length: 16 }, async (_, writer) => {
        for (let index = 0; index < 25; index += 1) {
          const phone = phones[(writer + index) % phones.length] ?? PHONE;
          await writers[writer % writers.length]?.accept([event(`evt ${writer} ${index}`, phone)]);
        }
      }),
    );
    writing.abort();
    await reading;

    expect(inversions).toEqual([]);
    expect(await reader.countEvents({})).toMatchObject({ new: 400 });
  });
});
