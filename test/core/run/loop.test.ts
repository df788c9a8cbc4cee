import { describe, expect, test } from "vitest";
import { advanceRun } from "../../../src/core/run/advance.ts";
import { stepOver } from "../../../src/core/run/after-step.ts";
import { withdrawal } from "../../../src/core/run/effect/still-holds.ts";
import { renewRun } from "../../../src/core/operate/renew-run.ts";
import { foreignStep, resumeRun, retryRun } from "../../../src/core/operate/restart-run.ts";
import { redactedEffect, redactedRun } from "../../../src/core/event/redaction.ts";
import { runId } from "../../../src/core/base/ids.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import { makeContext, makeEffect, makeRun, makeSettings, NOW } from "../../helpers/make.ts";
import { makeContact, makeView, partialRequest } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const RULE = compileOne([
  "on: message_received",
  "vars: { people: [{ name: Ada }, { name: Bo }] }",
  "do:",
  "  - if: { open: shop }",
  "    do:",
  "      - for_each:",
  "          in: vars.people",
  "          do:",
  '            - send_message: { purpose: service, text: "Hi {{ item.name }}" }',
  "            - wait: 1h",
]);
const ITEMS = [{ name: "Ada" }, { name: "Bo" }];
const EACH = RULE.program.findIndex(({ op }) => op === "each");
const BY = { settings: makeSettings(), now: NOW, by: "ann" };

function makeAt(index: number, overrides: Partial<Run> = {}): Run {
  return makeRun({ cursor: EACH + 1, loop: { at: EACH, items: ITEMS, index }, ...overrides });
}

describe("a text for an item that was held up", () => {
  const CLOSED = { ...makeContext({ rule: RULE }), now: Date.UTC(2026, 0, 4, 8) };
  const fresh = { run: makeRun({ vars: { people: ITEMS } }), contact: makeContact(), effects: [] };
  const { trace = [] } = advanceRun(fresh, makeContext({ rule: RULE })).runs[0] ?? {};
  const withdrawnAt = (index: number): string | null =>
    withdrawal(makeView({ run: makeAt(index, { trace }) }), { history: [], condition: null }, CLOSED);

  test("is judged by calendars as long as no wait stands before it", () => {
    expect(withdrawnAt(0)).toMatch(/^the condition no longer holds: shop is closed/);
  });

  test("is not judged by calendars any more when an earlier item has waited", () => {
    expect(withdrawnAt(1)).toBeNull();
  });
});

test("a run that goes on behind a step in doubt knows for which item it does", () => {
  const held = makeAt(0, { status: "queued", destination: "heymarket", stepsOverAt: NOW });

  const { runs } = stepOver(held, makeContext({ rule: RULE }));

  const goesOn = runs[1];
  expect(goesOn).toMatchObject({ continues: { runId: "run_1", cursor: EACH + 2, item: 0 }, loop: { index: 0 } });
  const { continues = null, continuedAs = null } = goesOn ?? {};
  const standing = { cursor: EACH + 1, continuedAs, continues };
  expect(foreignStep({ ...standing, loop: { at: EACH, items: ITEMS, index: 0 } }, EACH + 1)).toMatchObject({
    refused: "began behind that step, which is one of run_1",
  });
  expect(foreignStep({ ...standing, loop: { at: EACH, items: ITEMS, index: 1 } }, EACH + 1)).toBeNull();
});

test("a run of another version does not begin in the middle of a list", () => {
  const run = makeAt(1, {
    status: "failed",
    ruleVersion: "old",
    error: { message: "no", step: "do/0/do/0/for_each/do/0", code: "http_400" },
  });
  const idOf = (source: Parameters<typeof runId>[1]): string => runId((text) => text, source);

  const renewed = renewRun(
    { run, effects: [], rule: RULE },
    { rule: { ...RULE, version: "new" }, from: null },
    { ...BY, idOf, notLive: null },
  );

  expect(renewed).toEqual({
    refused: "is not at an item of the list of do/0/do/0; name do/0/do/0, and it goes over the list",
  });
});

test("what failed for an earlier item is not done again with a later one", () => {
  const path = "do/0/do/0/for_each/do/0";
  const error = { message: "no", step: path, code: "http_400" } as const;
  const effects = [0, 1].map((item) => makeEffect({ id: `eff_${item}`, path, item, status: "failed", settledAt: NOW }));
  const stood = { run: makeAt(1, { status: "failed", error }), effects, rule: RULE };

  const retried = retryRun(stood, BY);
  const resumed = resumeRun(stood, "do/0/do/0", BY);

  expect("changes" in retried && retried.changes.effects.map(({ id }) => id)).toEqual(["eff_1"]);
  expect("changes" in resumed && resumed.changes.runs).toMatchObject([{ cursor: EACH, loop: { index: 1 } }]);
});

test("neither items nor the data of raised events stay when texts are taken out", () => {
  const view = { run: makeRun({ cursor: EACH, vars: { people: ITEMS } }), contact: makeContact(), effects: [] };
  const [run] = advanceRun(view, makeContext({ rule: RULE })).runs;
  const raised = makeEffect({ action: "emit", request: partialRequest({ event: "custom.a", data: { name: "Ada" } }) });

  const redacted = redactedRun(run ?? makeRun(), NOW);

  expect(run).toMatchObject({ loop: { index: 0 } });
  expect(redacted.loop).toBeNull();
  expect(redacted.trace).toEqual([{ at: NOW, path: "do/0/do/0", kind: "for_each", text: "item 1 of 2", item: 0 }]);
  expect(redactedEffect(raised, NOW).request).toEqual({ event: "custom.a", data: {} });
});
