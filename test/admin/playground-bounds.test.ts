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

test.each([
  ["short", "hi"],
  ["long", "hi <&> ".repeat(40)],
])("the page and the answer of a backtest over many %s texts stay below 100 kB", async (_name, text) => {
  const inForce = ["a", "b", "c"].map((id) => `  ${id}: { on: message_recieved, do: [${send("As it was", text)}] }`);
  const drafted = ["a", "d", "e"].map((id) => `  ${id}: { on: message_recieved, do: [${send("As it is", text)}] }`);
  const engine = await startEngine({ rules: inForce.join("\n") });
  const { url } = await openAdmin(engine);
  for (let index = 0; index < 120; index += 1)
    await engine.text(`${index} ${text}`, { phone: `150055501${String(index).padStart(2, "0")}` });
  const never = ["b", "c"].map((id) => `  ${id}: { on: message_recieved, if: { text: { is: x } }, do: [{ log: x }] }`);
  const form = {
    from: "example",
    do: "backtest",
    days: "7",
    yaml: [HEAD, ...drafted, ...never].join("\n"),
    ...EXAMPLE,
  };

  const init = { method: "POST", redirect: "manual", headers: AUTHORIZED } as const;
  const begun = await fetch(`${url}/playground`, { ...init, body: new URLSearchParams({ ...form, events: "200" }) });
  const path = begun.headers.get("location") ?? "";
  const load = async (where: string): Promise<string> =>
    (await fetch(url + where, { headers: { ...AUTHORIZED, accept: "text/html" } })).text();
  await expect.poll(() => load(path), { timeout: 60_000 }).toContain("By rule");
  const page = await load(path);
  const json = await load(`/api/v1/backtests/${path.split("/").at(-1) ?? ""}`);

  for (const list of ["Fires newly", "Fires no longer", "Sends another text", "All it fires on"])
    expect(page).toMatch(new RegExp(`${list}: [0-9]{2}`));
  expect(Buffer.byteLength(page)).toBeLessThan(MOST_BYTES);
  expect(Buffer.byteLength(json)).toBeLessThan(MOST_BYTES);
});

function send(start: string, text: string): string {
  return `{ send_message: { purpose: reply, text: "${start} ${text}" } }`;
}
