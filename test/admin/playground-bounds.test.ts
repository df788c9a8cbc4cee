import { expect, test } from "vitest";
import { LONGEST_DRAFT } from "../../src/admin/playground/playground.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const MOST_BYTES = 100_000;
const RULES = "quiet: { on: message_recieved, do: [{ log: seen }] }";
const AUTHORIZED = { authorization: `Bearer ${TOKENS.operate}` };
const EXAMPLE = { type: "message_recieved", text: `what is the price? ${"<&>".repeat(500)}` };
/** As many as fit, each with its number. */
function many(head: string, line: (index: number) => string, most = 2_500): string {
  const lines = [head];
  for (let index = 0, length = head.length; index < most; index += 1) {
    length += line(index).length + 1;
    if (length > LONGEST_DRAFT) break;
    lines.push(line(index));
  }
  return lines.join("\n");
}
const HEAD = "version: 1\nrules:";
const LONG = "<&\u20ac>".repeat(300);

test.each([
  ["thousands of rules that fire", many(HEAD, (index) => `  r${index}: { on: message_recieved, do: [{ log: x }] }`)],
  [
    "rules that look at much and do not fire",
    many(
      HEAD,
      (index) =>
        `  r${index}: { on: message_recieved, if: { text: { words: [${"nothing, ".repeat(200)}x] } }, do: [{ log: x }] }`,
    ),
  ],
  [
    "rules whose runs fail",
    many(HEAD, (index) => `  r${index}: { on: message_recieved, do: [{ log: "{{ vars.a${index} }}${LONG}" }] }`),
  ],
  [
    "many steps and long texts",
    many(
      `${HEAD}\n  r:\n    on: message_recieved\n    do:`,
      (index) => `      - note: { text: "${index} ${LONG}" }`,
      60,
    ),
  ],
  [
    "tests that fail",
    many(
      `${HEAD}\n  r:\n    on: message_recieved\n    do: [{ log: x }]\n    tests:`,
      (index) =>
        `      - { name: "${index} ${LONG}", now: 2026-03-10T09:00:00-05:00, events: [{ event: message_recieved, text: "${LONG}" }], expect: [send_message: true] }`,
      60,
    ),
  ],
  ["findings", many(HEAD, (index) => `  r${index}: { on: nothing_${LONG}, do: [{ log: x }] }`)],
  [
    "a deep condition",
    `${HEAD}\n  r: { on: message_recieved, do: [{ log: x }], if: ${"{ any: [{ text: { contains: no } }, ".repeat(60)}{ text: { contains: x } }${"]}".repeat(60)} }`,
  ],
])("the verdict and the answer to a draft of %s stay below 100 kB", async (_name, yaml) => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const form = new URLSearchParams({ yaml, from: "example", ...EXAMPLE });
  const headers = { ...AUTHORIZED, "hx-request": "true" };
  const part = await (await fetch(`${url}/playground`, { method: "POST", body: form, headers })).text();
  const answer = await fetch(`${url}/api/v1/trials`, {
    method: "POST",
    headers: { ...AUTHORIZED, "content-type": "application/json" },
    body: JSON.stringify({ draft: { yaml }, example: EXAMPLE }),
  });
  const json = await answer.text();

  expect(answer.status).toBe(200);
  expect(json).toContain('"problem":null');
  expect(Buffer.byteLength(part)).toBeLessThan(MOST_BYTES);
  expect(Buffer.byteLength(json)).toBeLessThan(MOST_BYTES);
});
