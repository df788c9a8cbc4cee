import { describe, expect, test } from "vitest";
import { resumeRun, retryRun } from "../../../src/core/operate/restart-run.ts";
import { makeEffect, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";
import { changesBy, CONTEXT, makeCall, makeDoubtedText, makeInDoubt, makeStood } from "./stood.ts";

const INTERNAL = { message: "cannot read x", step: "", code: "engine_error" } as const;

describe("a run that is retried", () => {
  test("stands ready at the step that failed, with its request, its keys and all its attempts", () => {
    const call = makeCall();

    const intervention = retryRun(makeStood({ run: { cursor: 3 }, effects: [call] }), CONTEXT);

    expect(intervention).toMatchObject({ does: "calls crm: POST /calls again (do/0)" });
    const { runs, effects } = changesBy(intervention);
    expect(runs).toMatchObject([{ status: "ready", cursor: 0, error: null, updatedAt: CONTEXT.now }]);
    expect(runs[0]?.trace).toMatchObject([{ kind: "person", path: "do/0", text: "retried by ann" }]);
    const { id, request, localId } = call;
    expect(effects).toMatchObject([{ id, request, localId, status: "planned", deadlineAt: null, settledAt: null }]);
    expect(effects[0]?.attempts.map(({ number, counted }) => [number, counted])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
  });

  test("keeps the contact's later runs waiting, as any run that is ready", () => {
    const { runs } = changesBy(retryRun(makeStood(), CONTEXT));

    expect(runs[0]?.holds.map(({ destination }) => destination).toSorted()).toEqual(["crm", "heymarket"]);
  });

  test("does no step again that is done, and none before the one that failed", () => {
    const effects = [
      makeCall({ status: "failed", settledAt: NOW }),
      makeEffect({ id: "eff_text", path: "do/1", status: "blocked" }),
    ];
    const error = { message: "no", step: "do/1", code: "http_400" } as const;

    const { runs, effects: renewed } = changesBy(retryRun(makeStood({ run: { error }, effects }), CONTEXT));

    expect(runs).toMatchObject([{ cursor: 1 }]);
    expect(renewed.map(({ id }) => id)).toEqual(["eff_text"]);
  });

  test("goes on where it stands when the engine itself could not take it on", () => {
    const left = makeCall({ status: "sending", settledAt: null });
    const intervention = retryRun(
      makeStood({ run: { status: "parked", cursor: 0, error: INTERNAL }, effects: [left] }),
      CONTEXT,
    );

    expect(intervention).toMatchObject({ does: "goes on where it stands" });
    expect(changesBy(intervention)).toMatchObject({
      runs: [{ status: "ready", cursor: 0 }],
      effects: [{ id: "eff_call", status: "planned" }],
    });
  });

  test.each([
    ["is in doubt", makeDoubtedText()],
    ["was left on the wire by a fault", makeDoubtedText({ status: "sending" })],
  ])("is none whose text %s: a person has to look first", (_, text) => {
    const { refused } = retryRun(makeStood({ run: { status: "parked" }, effects: [text] }), CONTEXT) as {
      refused: string;
    };

    expect(refused).toBe(
      "may have sent the text to the contact already (do/1), and nobody knows: look in Heymarket, then say which it was: heyrules dead resolve run_1 --sent or --not-sent",
    );
  });

  test.each([
    [{ run: { status: "waiting" } }, "neither failed nor is parked: it is waiting"],
    [{ run: { status: "done" } }, "neither failed nor is parked: it is done"],
    [{ rule: null }, "has a rule of which this version is not stored any more"],
    [
      { run: { error: { message: "no", step: "do/9", code: "http_400" } } },
      "failed at do/9, which its rule does not have",
    ],
  ] as const)("is refused otherwise: %#", (overrides, refused) => {
    expect(retryRun(makeStood(overrides), CONTEXT)).toEqual({ refused });
  });
});

describe("a run that is resumed", () => {
  test("goes on behind the step that failed, which stays as it is", () => {
    const intervention = resumeRun(makeStood(), null, CONTEXT);

    expect(intervention).toMatchObject({ does: "does not call crm: POST /calls again (do/0), and goes on behind it" });
    expect(changesBy(intervention)).toMatchObject({ runs: [{ status: "ready", cursor: 1, error: null }], effects: [] });
  });

  test("goes on where it stands when no step of its own failed", () => {
    const intervention = resumeRun(makeStood({ run: { cursor: 2, error: INTERNAL }, effects: [] }), null, CONTEXT);

    expect(intervention).toMatchObject({ does: "goes on where it stands", changes: { runs: [{ cursor: 2 }] } });
  });

  test.each([
    ["hello", 1],
    ["do/0", 0],
    ["do/2", 2],
  ])("goes on at a step that is named, by its id or place: %s", (from, cursor) => {
    const intervention = resumeRun(makeStood(), from, CONTEXT);

    expect(intervention).toMatchObject({ does: `goes on at ${from}`, changes: { runs: [{ cursor }] } });
  });

  test("says which steps from there on are done, since these are not done again", () => {
    const text = makeEffect({ id: "eff_text", path: "do/1", status: "done", settledAt: NOW });
    const effects = [makeCall({ status: "done", settledAt: NOW }), text];
    const error = { message: "no", step: "do/2", code: "http_400" } as const;
    const stood = makeStood({ run: { error }, effects });

    const told = ["do/0", "hello", "do/2"].map((from) => resumeRun(stood, from, CONTEXT));

    expect(told).toMatchObject([
      {
        does: "goes on at do/0; these steps are done and not repeated: crm: POST /calls (do/0), the text to the contact (do/1)",
      },
      { does: "goes on at hello; this step is done and not repeated: the text to the contact (do/1)" },
      { does: "goes on at do/2" },
    ]);
    expect(told.map((one) => changesBy(one).effects)).toEqual([[], [], []]);
  });

  test("says of a step of a list for how many items it is done", () => {
    const rule = compileOne([
      "on: message_received",
      "do:",
      "  - for_each: { in: event_data.things, as: thing, do: [{ note: { text: Hello } }] }",
      "  - log: said",
    ]);
    const place = rule.program.flatMap((one) => (one.op === "effect" ? one.path : [])).join();
    const effects = [0, 1].map((item) => makeEffect({ id: `eff_${item}`, path: place, item, status: "done" }));
    const stood = makeStood({ rule, run: { error: { message: "no", step: "do/1", code: "http_400" } }, effects });

    expect(resumeRun(stood, "do/0", CONTEXT)).toMatchObject({
      does: `goes on at do/0; this step is done and not repeated: the note (${place} of 2 items)`,
    });
  });

  test("is told which steps there are when it has no such one", () => {
    expect(resumeRun(makeStood(), "helo", CONTEXT)).toEqual({
      refused: 'has no step "helo"; its steps are do/0, hello, do/2',
    });
  });

  test.each([
    [makeInDoubt(), /^may have sent the text to the contact already/],
    [makeStood({ run: { status: "queued" } }), /^neither failed nor is parked: it is queued$/],
    [makeStood({ rule: null }), /^has a rule of which this version/],
  ])("is refused otherwise: %#", (stood, refused) => {
    expect(resumeRun(stood, "hello", CONTEXT)).toEqual({ refused: expect.stringMatching(refused) as string });
  });
});

test.each([
  ["retried", retryRun(makeStood({ run: { redactedAt: NOW } }), CONTEXT)],
  ["resumed", resumeRun(makeStood({ run: { redactedAt: NOW } }), null, CONTEXT)],
])("a run whose words were removed is not %s, and it is said why", (_, intervention) => {
  expect(intervention).toMatchObject({ refused: expect.stringContaining("retention.texts") as string });
});

describe("steps that another run took over", () => {
  const took = { continuedAs: "run_2" } as const;

  test("are not done again by the run that stays at the step before", () => {
    const stood = makeStood({ run: { ...took, cursor: 0 } });

    expect(retryRun(stood, CONTEXT)).toMatchObject({ does: "calls crm: POST /calls again (do/0)" });
    for (const from of [null, "hello"]) {
      expect(resumeRun(stood, from, CONTEXT)).toEqual({
        refused: "has no step but the one at which it stands: with the others run_2 went on",
      });
    }
  });

  test("are the only ones of the run that took them over", () => {
    const error = { message: "no", step: "do/2", code: "step_failed" } as const;
    const stood = makeStood({ run: { error, continues: { runId: "run_1", cursor: 2 } }, effects: [] });

    expect(retryRun(stood, CONTEXT)).toMatchObject({ does: "takes the step again (do/2)" });
    expect(resumeRun(stood, "hello", CONTEXT)).toEqual({ refused: "began behind that step, which is one of run_1" });
  });
});
