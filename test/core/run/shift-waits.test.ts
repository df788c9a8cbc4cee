import { describe, expect, test } from "vitest";
import { shiftWaits } from "../../../src/core/run/shift-waits.ts";
import { makeEffect, makeRun, NOW } from "../../helpers/make.ts";

const HOUR = 3_600_000;

describe("when the clock was set", () => {
  test("a wait that is a length of time moves along, one until an instant stays", () => {
    const waiting = makeRun({ status: "waiting", dueAt: NOW + HOUR, waitsFor: "elapsed" });

    expect(shiftWaits({ run: waiting, effects: [] }, -HOUR)).toEqual({ run: { ...waiting, dueAt: NOW }, effects: [] });
    expect(shiftWaits({ run: { ...waiting, waitsFor: "instant" }, effects: [] }, HOUR)).toBeNull();
  });

  test("the next attempt of a queued run moves along with its row, the ends of its holds and its deadline", () => {
    const holds = [
      { destination: "crm", until: null },
      { destination: "slack", until: NOW + 2 * HOUR },
    ];
    const run = makeRun({ status: "queued", destination: "crm", dueAt: NOW, waitsFor: "elapsed", holds });
    const effect = makeEffect({ dueAt: NOW, deadlineAt: NOW + 3 * HOUR });

    expect(shiftWaits({ run, effects: [effect] }, HOUR)).toEqual({
      run: { ...run, dueAt: NOW + HOUR, holds: [holds[0], { destination: "slack", until: NOW + 3 * HOUR }] },
      effects: [{ ...effect, dueAt: NOW + HOUR, deadlineAt: NOW + 4 * HOUR }],
    });
  });

  test("the next look for an effect moves along, with the start of the attempt it is about", () => {
    const run = makeRun({ status: "queued", destination: "heymarket", dueAt: NOW, waitsFor: "elapsed" });
    const search = { since: NOW - 2_000, looks: 1, wholeLooks: 1 };
    const effect = makeEffect({ status: "unknown", dueAt: NOW, search });

    expect(shiftWaits({ run, effects: [effect] }, HOUR)?.effects).toEqual([
      { ...effect, dueAt: NOW + HOUR, search: { ...search, since: NOW - 2_000 + HOUR } },
    ]);
  });

  test("the instant at which an effect in doubt is stepped over moves along", () => {
    const run = makeRun({ status: "parked", stepsOverAt: NOW });

    expect(shiftWaits({ run, effects: [] }, HOUR)?.run.stepsOverAt).toBe(NOW + HOUR);
  });

  test("the end of a hold moves along although its run waits for no instant", () => {
    const run = makeRun({ status: "parked", holds: [{ destination: "heymarket", until: NOW }] });

    expect(shiftWaits({ run, effects: [] }, HOUR)?.run.holds).toEqual([
      { destination: "heymarket", until: NOW + HOUR },
    ]);
  });

  test("nothing moves of a run that waits for no instant, holds its line by its own turn, and whose effects are settled", () => {
    const run = makeRun({ status: "queued", destination: "crm", holds: [{ destination: "crm", until: null }] });
    const effects = [makeEffect({ status: "done", deadlineAt: NOW, settledAt: NOW }), makeEffect({ id: "eff_2" })];

    expect(shiftWaits({ run, effects }, HOUR)).toBeNull();
  });

  test("nothing moves when it was not set", () => {
    const run = makeRun({ status: "waiting", dueAt: NOW, waitsFor: "elapsed" });

    expect(shiftWaits({ run, effects: [] }, 0)).toBeNull();
  });
});
