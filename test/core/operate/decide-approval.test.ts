import { expect, test } from "vitest";
import type { Run } from "../../../src/core/model/run/run.ts";
import { decideApproval } from "../../../src/core/operate/decide-approval.ts";
import type { Stood } from "../../../src/core/operate/intervention.ts";
import { NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";
import { changesBy, CONTEXT, makeStood } from "./stood.ts";

const RULE = compileOne([
  "on: message_received",
  "do:",
  "  - id: offer",
  "    approve: { send_message: { purpose: service, text: It is 40. }, timeout: 4h }",
]);
const WAITS_AT = RULE.program.findIndex(({ op }) => op === "await");
const WORD = { code: "BCDFGH", isApproved: true, by: "ann", reason: null };
const waiting = {
  status: "waiting",
  cursor: WAITS_AT,
  error: null,
  dueAt: NOW + 14_400_000,
  approval: { code: "BCDFGH", askedAt: NOW },
} as const;

function stoodWith(run: Partial<Run>, rule: typeof RULE | null = RULE): Stood {
  return makeStood({ run: { ruleVersion: RULE.version, ...waiting, ...run }, effects: [], rule });
}

test("a run that waits for the approval goes on behind it", () => {
  const { runs } = changesBy(decideApproval(stoodWith({}), WORD, CONTEXT));

  expect(runs[0]).toMatchObject({ status: "ready" });
  expect(runs[0]?.cursor).not.toBe(WAITS_AT);
});

test.each([
  ["waits for another", stoodWith({ approval: { ...waiting.approval, code: "KMNPQR" } }), "does not wait"],
  ["has gone on", stoodWith({ status: "done" }), "does not wait"],
  ["waited until now", stoodWith({ dueAt: CONTEXT.now }), "its time is over"],
  ["has a rule that is gone", stoodWith({}, null), "not stored any more"],
])("a run that %s is left as it is", (_name, stood, reason) => {
  expect(decideApproval(stood, WORD, CONTEXT)).toEqual({ refused: expect.stringContaining(reason) as string });
});
