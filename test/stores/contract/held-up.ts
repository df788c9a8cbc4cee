import { describe, expect, test } from "vitest";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { makeChanges, makeEvaluated, makeNewEvent, makeRun, NOW } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, commitOnce, openForTest } from "./fixture.ts";

const makeQueued = (overrides: Partial<Run> = {}): Run =>
  makeRun({ status: "queued", destination: "crm", holds: [{ destination: "crm", until: null }], ...overrides });
const everywhere = () => Number.POSITIVE_INFINITY;

async function keep(store: Store, run: Run): Promise<void> {
  await store.accept([makeNewEvent()]);
  await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [run] });
}

/** What the engine decides itself of runs that are held up at an effect in doubt. */
export function describeHeldUp(kind: StoreKind): void {
  describe("runs held up at an effect in doubt", () => {
    test("what no person decided leaves no row in the audit", async () => {
      const { store } = await openForTest(kind);
      const run = makeQueued();
      await keep(store, run);

      const stopped: Run = { ...run, status: "stopped", destination: null, holds: [], updatedAt: NOW + 1 };
      const changes = makeChanges({ runs: [stopped] });
      expect(await store.decide({ ...emptyDecision(null), seen: [run], changes })).toBe("committed");

      expect((await store.getRun(run.id))?.run).toEqual(stopped);
      expect((await store.listAudit({ limit: 9 })).rows).toEqual([]);
    });

    test.each(["queued", "parked"] as const)(
      "a %s run whose effect is to be stepped over is work of its lane then, whoever has its turn",
      async (status) => {
        const { store } = await openForTest(kind);
        const run = makeQueued({ status, stepsOverAt: NOW + 9, holds: [{ destination: "crm", until: NOW + 9 }] });
        await keep(store, run);
        const turns = await store.claimTurns(NOW, everywhere);
        const early = await store.claimLanes(NOW + 8, 9);

        const claim = await claimOne(store, NOW + 9);
        const { dueRuns } = await store.viewLane(claim, NOW + 9);
        const over = { ...run, stepsOverAt: null, continuedAs: "run_2", updatedAt: NOW + 9 };
        const behind = makeRun({ id: "run_2", continues: { runId: run.id, cursor: 1 } });
        const changes = makeChanges({ runs: [over, behind] });
        const outcome = await store.decide({ ...emptyDecision(null), seen: [run], changes });

        expect([early, dueRuns.map((record) => record.run), outcome]).toEqual([[], [run], "committed"]);
        for (const turn of turns) expect(await store.commit(turn, makeChanges({ runs: [run] }))).toBe("lost");
        await store.release(claim);
        const next = await store.viewLane(await claimOne(store, NOW + 9), NOW + 9);
        expect(next.dueRuns.map((record) => record.run)).toEqual([behind]);
        expect(turns).toHaveLength(status === "queued" ? 1 : 0);
      },
    );
  });
}
