import { expect, test } from "vitest";
import { redactedEffect, redactedEvaluation } from "../../../src/core/event/redaction.ts";
import { makeEffect, NOW } from "../../helpers/make.ts";

const WORDS = "Ana from Elm Street";

test.each([
  [
    "send_message",
    {
      phone: "+15105550100",
      chat_id: null,
      inbox_id: "101",
      creator_id: 55,
      text: WORDS,
      template_id: null,
      media_url: WORDS,
    },
  ],
  ["note", { phone: "+15105550100", chat_id: null, inbox_id: "101", creator_id: 55, text: WORDS }],
  ["tag", { phone: "+15105550100", add: [WORDS], remove: [WORDS] }],
  [
    "http",
    { connection: "crm", method: "POST", path: `/${WORDS}`, headers: { "x-name": WORDS }, json: { name: WORDS } },
  ],
  ["notify", { connection: "slack", text: WORDS }],
] as const)("an old %s keeps none of its words, and what it was for", (action, request) => {
  const redacted = redactedEffect(makeEffect({ action, request: request as never }), NOW);

  expect(JSON.stringify(redacted.request)).not.toContain(WORDS);
  const kept = "connection" in request ? { connection: request.connection } : { phone: request.phone };
  expect(redacted.request).toMatchObject(kept);
});

const AT = { phone: "+15105550100", chat_id: "9", inbox_id: "101", creator_id: 55, user_id: 55 };

test.each([
  ["send_survey", { ...AT, survey: WORDS }],
  ["schedule_message", { ...AT, text: WORDS, template: null, execute_at: "2026-03-09T13:00:00Z" }],
  ["send_email", { ...AT, to: [WORDS], cc: [WORDS], subject: WORDS, text: WORDS }],
  ["contact", { ...AT, first: WORDS, last: WORDS, email: WORDS, custom: { [WORDS]: WORDS }, assignee: WORDS }],
  ["list", { ...AT, add: [WORDS, 7], remove: [WORDS] }],
  ["opt_out", AT],
  ["assign", { ...AT, user: WORDS }],
  ["transfer", { ...AT, transfer_inbox_id: "102" }],
  ["open", AT],
  ["close", AT],
  [
    "crm",
    { ...AT, connection: "crm", set: { name: WORDS }, tags: { add: [WORDS], remove: [] }, opt_out: true, note: WORDS },
  ],
] as const)("an old %s keeps none of its words, and whom it was for", (action, request) => {
  const redacted = redactedEffect(makeEffect({ action, request: request as never }), NOW);

  expect(JSON.stringify(redacted.request)).not.toContain(WORDS);
  expect(redacted.request).toMatchObject({ phone: AT.phone });
});

test("how a text fared stays, and what its carrier said of it does not", () => {
  const delivery = { status: "failed", outcome: "failed", reason: WORDS, at: NOW, heardAt: NOW } as never;

  const redacted = redactedEffect(makeEffect({ delivery }), NOW);

  expect(redacted.delivery).toMatchObject({ outcome: "failed" });
  expect(JSON.stringify(redacted)).not.toContain(WORDS);
});

test("why a limit stood against a rule stays, without the key that the rule made", () => {
  const reason = `once_per 7d for the key "${WORDS}": run run_1 did it, free again in 2h`;
  const verdict = { ruleId: "r", ruleVersion: "v1", outcome: "limited", reason, runId: null, condition: null } as const;

  const { verdicts } = redactedEvaluation({ eventId: "evt_1", ruleSet: "hash", at: NOW, verdicts: [verdict] });

  expect(verdicts[0]?.reason).toBe("once_per 7d: run run_1 did it, free again in 2h");
});
