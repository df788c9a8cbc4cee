import { describe, expect, test } from "vitest";
import { ON_THE_WIRE } from "../../../src/core/operate/intervention.ts";
import { resolveEffect } from "../../../src/core/operate/resolve-effect.ts";
import { makeEffect, NOW } from "../../helpers/make.ts";
import { changesBy, CONTEXT, makeInDoubt, makeStood } from "./stood.ts";

describe("a text in doubt", () => {
  test("that went out is done, and its run goes on behind it", () => {
    const intervention = resolveEffect(makeInDoubt(), true, CONTEXT);

    expect(intervention).toMatchObject({ does: "counts the text to the contact as sent (do/1) and goes on" });
    expect(changesBy(intervention)).toMatchObject({
      runs: [{ status: "ready", cursor: 2, error: null, destination: null }],
      effects: [{ id: "eff_text", status: "done", reason: "done, so said by ann", settledAt: CONTEXT.now }],
    });
  });

  test("that was stepped over ends its run, whose other steps are done elsewhere", () => {
    const intervention = resolveEffect(makeInDoubt({ continuedAs: "run_2" }), true, CONTEXT);

    expect(intervention).toMatchObject({
      does: "counts the text to the contact as sent (do/1) and ends; another run does the rest of the rule (run_2)",
    });
    expect(changesBy(intervention)).toMatchObject({ runs: [{ status: "done", cursor: 1, error: null }] });
  });

  test("that went out spends the once_per of its run", () => {
    const { reservations } = changesBy(resolveEffect(makeInDoubt({ reservation: "reply +1" }), true, CONTEXT));

    expect(reservations).toMatchObject([{ kind: "spend", next: { key: "reply +1", state: "spent" } }]);
  });

  test("that did not go out stands in line once more, with its client id and in new time", () => {
    const intervention = resolveEffect(makeInDoubt(), false, CONTEXT);

    expect(intervention).toMatchObject({ does: "sends the text to the contact again (do/1)" });
    expect(changesBy(intervention)).toMatchObject({
      runs: [{ status: "queued", cursor: 1, destination: "heymarket", error: null, dueAt: null }],
      effects: [
        {
          id: "eff_text",
          localId: "local eff_text",
          status: "planned",
          deadlineAt: null,
          search: null,
          settledAt: null,
        },
      ],
    });
  });

  test("may be resolved while the engine still looks for it", () => {
    const intervention = resolveEffect(makeInDoubt({ status: "queued", dueAt: NOW }), true, CONTEXT);

    expect(changesBy(intervention).runs).toMatchObject([{ status: "ready", cursor: 2 }]);
  });

  test("may be one that a fault left on the wire", () => {
    const effects = [makeEffect({ path: "do/1", status: "sending" })];

    const stood = makeStood({ run: { status: "parked", cursor: 1 }, effects });

    expect(changesBy(resolveEffect(stood, true, CONTEXT)).effects).toMatchObject([{ status: "done" }]);
  });

  test.each([
    [makeStood({ run: { status: "parked" } }), "has nothing of which it is not known whether it was done"],
    [makeInDoubt({ status: "sending" }), ON_THE_WIRE.refused],
    [makeInDoubt({ status: "stopped" }), "has ended already, as stopped"],
    [{ ...makeInDoubt(), rule: null }, "has a rule of which this version is not stored any more"],
    [makeInDoubt({ cursor: 2 }), "has a rule of which this version is not stored any more"],
  ])("is refused otherwise: %#", (stood, refused) => {
    expect(resolveEffect(stood, true, CONTEXT)).toEqual({ refused });
  });
});
