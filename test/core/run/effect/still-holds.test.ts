import { expect, test } from "vitest";
import type { Condition, HistoryQuery, Instruction } from "../../../../src/core/model/ruleset/rule.ts";
import { withdrawal } from "../../../../src/core/run/effect/still-holds.ts";
import { makeContext, makeEvent, makeRun, makeView } from "../../../helpers/make.ts";

const PLACE = { line: 1, column: 1 };

function leaf(logic: Extract<Condition, { kind: "test" }>["logic"], reads: readonly string[]): Condition {
  return { kind: "test", path: "if", place: PLACE, written: "as written", reads, logic };
}

function ask(rule: { readonly histories?: readonly HistoryQuery[]; readonly step?: Condition }): string | null {
  const context = makeContext();
  const around: Instruction[] =
    rule.step === undefined ? [] : [{ op: "unless", path: "do/0", place: PLACE, condition: rule.step, target: 9 }];
  const { histories = [] } = rule;
  const changed = { ...context.rule, condition: null, histories, program: [...around, ...context.rule.program] };
  const view = makeView({ run: makeRun({ cursor: around.length }) });
  return withdrawal(
    view,
    { history: [makeEvent({ id: "evt_before" })], condition: null },
    { ...context, rule: changed },
  );
}

test("a step's condition that looks at a calendar is asked again", () => {
  expect(ask({ step: leaf({ var: "calendar.shop.open" }, ["calendar.shop.open"]) })).toBeNull();
  expect(ask({ step: leaf({ "!": [{ var: "calendar.shop.open" }] }, ["calendar.shop.open"]) })).toMatch(
    /^the condition no longer holds: /,
  );
});

test("a text whose condition cannot be judged again is not sent", () => {
  const where = leaf({ matches: [{ var: "event.text" }, "("] }, ["event.text"]);
  const query = { eventType: makeEvent().type, where, lastMs: 1_000_000_000 };

  expect(ask({ histories: [query] })).toMatch(/^whether the condition still holds could not be told: /);
});
