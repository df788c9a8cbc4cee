import { describe, expect, test } from "vitest";
import { deedAt, deedOf } from "../../../../src/core/run/effect/deed.ts";
import { makeEffect } from "../../../helpers/make.ts";
import { compileOne } from "../../../helpers/rules.ts";

const RULE = compileOne([
  "on: message_received",
  "do:",
  '  - http: { connection: crm, method: PUT, path: "/leads/{{ contact.phone }}/calls?key=s3cret" }',
  "  - send_message: { purpose: service, text: Hello }",
  "  - close: true",
  "  - emit: { event: custom.called, data: {} }",
]);

describe("what a step does, in words,", () => {
  test.each([
    ["do/0", "crm: PUT /leads/…/calls"],
    ["do/1", "the text to the contact"],
    ["do/2", "the conversation"],
    ["do/3", "the event custom.called"],
  ])("names what it is done to, without data of an event: %s", (path, object) => {
    expect(deedAt(path, RULE)?.object).toBe(object);
  });

  test("is told of what was planned when the rule is not stored any more", () => {
    const call = { connection: "crm", method: "POST", path: "/leads/ann", headers: {} };

    expect(deedOf(makeEffect({ path: "do/1" }), null)).toEqual({ verb: "send", object: "the text", done: "sent" });
    expect(deedOf(makeEffect({ action: "http", request: call }), null).object).toBe("crm");
    expect(deedAt("do/9", RULE)).toBeNull();
  });
});
