import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import { recordOf } from "../../../src/core/run/record.ts";
import { makeChanges, makeContext, makeEffect, makeRule, makeRun, NOW, PHONE } from "../../helpers/make.ts";

const HOUR = 3_600_000;
const KEY = `reply|${PHONE}`;

describe("the reservation of a run", () => {
  const rule = makeRule({ limits: { oncePerMs: HOUR } });
  const holding = makeRun({ reservation: KEY });
  const recorded = (run: Run, effects: readonly Effect[]) => recordOf({ run, effects }, makeContext({ rule }));

  test.each(["done", "unknown"] as const)("is spent by an effect that is %s, from that moment on", (status) => {
    const { runs, reservations } = recorded(holding, [makeEffect({ status })]);

    expect(runs).toMatchObject([{ reservation: null }]);
    expect(reservations).toEqual([
      {
        kind: "spend",
        next: { key: KEY, runId: "run_1", state: "spent", at: NOW, expiresAt: NOW + HOUR },
      },
    ]);
  });

  test.each(["planned", "sending", "deferred", "blocked", "failed", "dead"] as const)(
    "stays while the run goes on, although an effect is %s",
    (status) => {
      const effects = [makeEffect({ status })];

      expect(recorded(holding, effects)).toEqual(makeChanges({ runs: [holding], effects }));
      expect(recorded({ ...holding, status: "waiting" }, []).reservations).toEqual([]);
    },
  );

  test.each(["done", "failed", "stopped"] as const)(
    "is free again when the run is %s and nothing was done",
    (status) => {
      const { runs, reservations } = recorded({ ...holding, status }, [makeEffect({ status: "blocked" })]);

      expect(runs).toMatchObject([{ reservation: null }]);
      expect(reservations).toEqual([{ kind: "free", key: KEY, runId: "run_1" }]);
    },
  );

  test("counts from now on only when the rule has no limit", () => {
    const done = { run: holding, effects: [makeEffect({ status: "done" })] };

    const { reservations } = recordOf(done, makeContext({ rule: makeRule() }));

    expect(reservations).toMatchObject([{ next: { state: "spent", expiresAt: NOW } }]);
  });

  test("is settled once", () => {
    const effects = [makeEffect({ status: "done" })];
    const runs = recorded(holding, effects).runs.map((run): Run => ({ ...run, status: "done" }));

    expect(runs.map((run) => recorded(run, effects))).toEqual([makeChanges({ runs, effects })]);
  });
});
