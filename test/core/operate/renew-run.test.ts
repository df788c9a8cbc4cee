import { describe, expect, test } from "vitest";
import { runId } from "../../../src/core/base/ids.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { renewRun } from "../../../src/core/operate/renew-run.ts";
import { sha256 } from "../../helpers/compile.ts";
import { NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";
import { changesBy, CONTEXT, makeInDoubt, makeStood, RULE } from "./stood.ts";

const NEW = compileOne([
  "on: message_received",
  "do:",
  "  - http: { connection: crm, method: POST, path: /contacts }",
  "  - id: hello",
  "    send_message: { purpose: service, text: Hello again }",
]);
/** At the place of the call stands the text now. */
const MOVED = compileOne([
  "on: message_received",
  "do:",
  "  - id: hello",
  "    send_message: { purpose: service, text: Hello again }",
  "  - http: { connection: crm, method: POST, path: /contacts }",
]);
const idOf = (source: Parameters<typeof runId>[1]) => runId(sha256, source);
const WITH = { ...CONTEXT, idOf, notLive: null };

describe("a run started anew by another version of its rule", () => {
  test("begins where the old one failed, with its variables and results, and ends the old one", () => {
    const old = makeStood({ run: { vars: { price: 5 }, steps: { asked: { ok: true } }, reservation: "reply +1" } });

    const intervention = renewRun(old, { rule: NEW, from: null }, WITH);

    const id = runId(sha256, { eventId: "evt_1", ruleId: NEW.id, ruleVersion: NEW.version });
    expect(intervention).toMatchObject({ does: `ends, and ${id} of version ${NEW.version} goes on at do/0` });
    const { runs, effects, reservations } = changesBy(intervention);
    expect(runs).toMatchObject([
      { id: "run_1", status: "stopped" },
      {
        id,
        ruleVersion: NEW.version,
        status: "ready",
        cursor: 0,
        vars: { price: 5 },
        steps: { asked: { ok: true } },
        error: null,
        reservation: null,
        createdAt: CONTEXT.now,
      },
    ]);
    expect(runs[0]?.trace.at(-1)).toMatchObject({ text: `${id} started in its place by ann` });
    expect(runs[1]?.trace).toMatchObject([{ text: "started in place of run_1 by ann" }]);
    expect(effects).toEqual([]);
    expect(reservations).toEqual([{ kind: "free", key: "reply +1", runId: "run_1" }]);
  });

  test("begins at a step that is named", () => {
    const { runs } = changesBy(renewRun(makeStood(), { rule: NEW, from: "hello" }, WITH));

    expect(runs[1]).toMatchObject({ cursor: 1 });
  });

  test("begins where the old one stood, when the engine itself could not take it on", () => {
    const error = { message: "cannot read x", step: "", code: "engine_error" } as const;

    const { runs } = changesBy(renewRun(makeStood({ run: { cursor: 1, error } }), { rule: NEW, from: null }, WITH));

    expect(runs[1]).toMatchObject({ cursor: 1 });
  });

  test.each([
    [
      "of the same version",
      makeStood(),
      RULE,
      null,
      `has this version of ${RULE.id} already; run it without --on-new-version`,
    ],
    [
      "with another step at that place, which may be done already",
      makeStood(),
      MOVED,
      null,
      "stands at do/0, which is another step in the new version; its steps are hello, do/1. Name one with --from",
    ],
    [
      "without the step",
      makeStood(),
      NEW,
      "helo",
      'has no step "helo" in the new version; its steps are do/0, hello. Name one with --from',
    ],
    [
      "that goes on by itself",
      makeStood({ run: { status: "waiting" } }),
      NEW,
      null,
      "neither failed nor is parked: it is waiting",
    ],
    [
      "at no step that can be named",
      makeStood({ run: { cursor: 9, error: null, updatedAt: NOW } }),
      NEW,
      null,
      "stands at no step that has a place; its steps are do/0, hello. Name one with --from",
    ],
    [
      "whose other steps another run took over",
      makeStood({ run: { continuedAs: "run_2" } }),
      NEW,
      "hello",
      "has no step but the one at which it stands: with the others run_2 went on",
    ],
    [
      "with a text that may be out",
      makeInDoubt(),
      NEW,
      "hello",
      "may have sent the text to the contact already (do/1), and nobody knows: look in Heymarket, then say which it was: heyrules dead resolve run_1 --sent or --not-sent",
    ],
  ])("is none %s", (_, stood, rule, from, refused) => {
    expect(renewRun(stood, { rule, from }, WITH)).toEqual({ refused });
  });
});

test("is none while the version in force does nothing for the contact", () => {
  const context = { ...WITH, notLive: "the rule is in shadow" };

  expect(renewRun(makeStood(), { rule: NEW, from: null }, context)).toEqual({
    refused: `would go on by the version in force, but the rule is in shadow: let it out first (heyrules rules enable ${NEW.id}), or run it without --on-new-version`,
  });
});

describe("a run that is the rest of another one", () => {
  const TEXT = "  - { id: hello, send_message: { purpose: service, text: Hello } }";
  const UNNAMED = "  - send_message: { purpose: service, text: Hello }";
  const LAST = "  - { id: call, http: { connection: crm, method: POST, path: /calls } }";
  const NEWS = "  - { id: news, http: { connection: crm, method: POST, path: /news } }";
  const ruleOf = (...steps: readonly string[]) => compileOne(["on: message_received", "do:", ...steps]);
  /** Failed at the second step, while its text is looked for by run_0. */
  const restOf = (rule: Rule) =>
    makeStood({
      rule,
      run: {
        ruleVersion: rule.version,
        cursor: 1,
        continues: { runId: "run_0", cursor: 1 },
        error: { message: "it said no", step: "do/1", code: "http_400" },
      },
      effects: [],
    });

  test.each([
    ["where the old one failed", TEXT, ruleOf(TEXT, LAST.replace("/calls", "/call")), null, 1, 1],
    ["at its step, which stands elsewhere now", TEXT, ruleOf(NEWS, TEXT, LAST), "call", 2, 2],
    ["at a step that is new", TEXT, ruleOf(TEXT, NEWS, LAST), "news", 1, 1],
    ["behind a text without an id that is as it was", UNNAMED, ruleOf(UNNAMED, LAST, NEWS), "news", 2, 1],
  ])("begins %s, and stays the rest of it", (_, text, rule, from, cursor, boundary) => {
    const { runs } = changesBy(renewRun(restOf(ruleOf(text, LAST)), { rule, from }, WITH));

    expect(runs[1]).toMatchObject({ status: "ready", cursor, continues: { runId: "run_0", cursor: boundary } });
  });

  const foreign = "began behind that step, which is one of run_0";
  const lost =
    "began behind a step of run_0 that the new version does not have, or has otherwise; run it without --on-new-version";
  test.each([
    ["at the text of the other", TEXT, ruleOf(TEXT, LAST, NEWS), "hello", foreign],
    ["at its place", TEXT, ruleOf(TEXT, LAST, NEWS), "do/0", foreign],
    ["at the text, moved to a place of its own", TEXT, ruleOf(NEWS, TEXT, LAST), "do/1", foreign],
    ["before the text, at a step that is new", TEXT, ruleOf(NEWS, TEXT, LAST), "news", foreign],
    ["when the text is gone", TEXT, ruleOf(NEWS, LAST), "call", lost],
    ["when another text has its place", UNNAMED, ruleOf(UNNAMED.replace("Hello", "Hi"), UNNAMED, LAST), "do/1", lost],
  ])("does not begin %s", (_, text, rule, from, refused) => {
    expect(renewRun(restOf(ruleOf(text, LAST)), { rule, from }, WITH)).toEqual({ refused });
  });

  test("does not begin at all when its own version is not stored any more", () => {
    const stood = { ...restOf(ruleOf(TEXT, LAST)), rule: null };

    expect(renewRun(stood, { rule: ruleOf(TEXT, LAST, NEWS), from: "call" }, WITH)).toEqual({ refused: lost });
  });
});
