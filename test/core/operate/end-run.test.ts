import { describe, expect, test } from "vitest";
import { ON_THE_WIRE } from "../../../src/core/operate/intervention.ts";
import { cancelRun, dropRun } from "../../../src/core/operate/end-run.ts";
import { makeEffect, NOW } from "../../helpers/make.ts";
import { changesBy, CONTEXT, makeCall, makeInDoubt, makeStood } from "./stood.ts";

describe("a run that is cancelled", () => {
  const planned = makeEffect({ id: "eff_text", path: "do/1" });
  const queued = {
    status: "queued",
    cursor: 1,
    destination: "heymarket",
    error: null,
    dueAt: NOW,
    waitsFor: "elapsed",
  } as const;

  test("ends as stopped, stands in no line, and what it has not sent is cancelled with who did it", () => {
    const stood = makeStood({
      run: { ...queued, holds: [{ destination: "heymarket", until: null }] },
      effects: [makeCall({ status: "done", settledAt: NOW }), planned],
    });

    const intervention = cancelRun(stood, CONTEXT);

    expect(intervention).toMatchObject({ does: "ends as stopped; the text to the contact is not sent (do/1)" });
    const { runs, effects } = changesBy(intervention);
    expect(runs).toMatchObject([
      { status: "stopped", dueAt: null, waitsFor: null, destination: null, holds: [], updatedAt: CONTEXT.now },
    ]);
    expect(runs[0]?.trace).toEqual([{ at: CONTEXT.now, path: "", kind: "person", text: "cancelled by ann" }]);
    expect(effects).toMatchObject([
      { id: "eff_text", status: "cancelled", reason: "cancelled by ann", dueAt: null, settledAt: CONTEXT.now },
    ]);
  });

  test("gives its once_per back when it did nothing", () => {
    const stood = makeStood({ run: { ...queued, reservation: "reply +1" }, effects: [planned] });

    const { runs, reservations } = changesBy(cancelRun(stood, CONTEXT));

    expect(reservations).toEqual([{ kind: "free", key: "reply +1", runId: "run_1" }]);
    expect(runs[0]?.reservation).toBeNull();
  });

  test("says that the steps it was stepped over with go on", () => {
    const stood = makeInDoubt({ status: "queued", continuedAs: "run_2" });

    expect(cancelRun(stood, CONTEXT)).toMatchObject({
      does: "ends as stopped; the text to the contact may have been sent, and nobody looks for it any more (do/1); another run does the rest of the rule (run_2)",
    });
  });

  test("leaves what may be out already as unknown, settled, so that nothing looks for it or goes on with it", () => {
    const intervention = cancelRun(makeInDoubt({ status: "queued" }), CONTEXT);

    expect(intervention).toMatchObject({
      does: "ends as stopped; the text to the contact may have been sent, and nobody looks for it any more (do/1)",
    });
    expect(changesBy(intervention).effects).toMatchObject([
      {
        id: "eff_text",
        status: "unknown",
        reason: "the answer was lost; it is not sent again; cancelled by ann",
        settledAt: CONTEXT.now,
      },
    ]);
  });

  test("can be one whose rule is not stored any more; nobody waits for it", () => {
    const { runs } = changesBy(cancelRun(makeStood({ run: queued, effects: [planned], rule: null }), CONTEXT));

    expect(runs).toMatchObject([{ status: "stopped", holds: [] }]);
  });

  test.each([
    ["sending", ON_THE_WIRE.refused],
    ["done", "has ended already, as done"],
    ["failed", "has ended already, as failed"],
    ["stopped", "has ended already, as stopped"],
  ] as const)("is none that is %s", (status, refused) => {
    expect(cancelRun(makeStood({ run: { status } }), CONTEXT)).toEqual({ refused });
  });
});

describe("a run that is dropped", () => {
  test.each(["failed", "parked"] as const)("was %s, and is stopped with what had failed as it was", (status) => {
    const intervention = dropRun(makeStood({ run: { status } }), CONTEXT);

    expect(intervention).toMatchObject({ does: "ends as stopped" });
    const { runs, effects } = changesBy(intervention);
    expect(runs).toMatchObject([{ status: "stopped", error: { code: "http_400" } }]);
    expect(runs[0]?.trace).toMatchObject([{ path: "do/0", text: "dropped by ann" }]);
    expect(effects).toEqual([]);
  });

  test("leaves a text that was left on the wire by a fault as unknown", () => {
    const stood = makeStood({ run: { status: "parked" }, effects: [makeEffect({ status: "sending" })] });

    expect(changesBy(dropRun(stood, CONTEXT)).effects).toMatchObject([
      { status: "unknown", reason: "nobody knows whether it was done; dropped by ann", settledAt: CONTEXT.now },
    ]);
  });

  test.each(["ready", "waiting", "queued", "sending", "done", "stopped"] as const)("is none that is %s", (status) => {
    expect(dropRun(makeStood({ run: { status } }), CONTEXT)).toEqual({
      refused: `neither failed nor is parked: it is ${status}`,
    });
  });
});
