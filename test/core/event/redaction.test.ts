import { expect, test } from "vitest";
import { redactedEffect } from "../../../src/core/event/redaction.ts";
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
