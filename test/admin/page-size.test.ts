import { expect, test } from "vitest";
import { want } from "../operate/make.ts";
import type { TestEngine } from "../run/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { PHONE } from "../helpers/make.ts";
import type { AdminWorld } from "./open-admin.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

/** What a page may have, by the sentence of the docs. */
const MOST_BYTES = 100_000;
const HOSTILE = "<&\u20ac> the price ";

/** Of these every one looks at every text and reads all of it, a few fire, and the others are found by words. */
const RULES = Array.from({ length: 300 }, (_, index) => {
  const on =
    index % 10 === 0 ? "{ event: message_received, where: { text: { words: [price, cost] } } }" : "message_received";
  const condition =
    index % 3 === 0 ? `text: { contains: "nothing ${index}" }` : `text: { words: ["word${index}", "other${index}"] }`;
  if (index < 6)
    return `fires${index}: { on: message_received, do: [{ send_message: { purpose: reply, text: "{{ event.text | truncate: 1500 }}" } }] }`;
  if (index === 6)
    return `asks: { on: message_received, do: [{ approve: { send_message: { purpose: reply, text: "{{ event.text | truncate: 1500 }}" }, timeout: 300h } }] }`;
  return `rule-with-a-name-of-some-length-${index}: { name: "Rule ${index} of many <&>", on: ${on}, if: { ${condition} }, do: [{ log: x }] }`;
}).join("\n");

/** An engine with much of everything, and its listener. */
async function openHard(): Promise<{ readonly engine: TestEngine; readonly admin: AdminWorld }> {
  const engine = await startEngine({ rules: RULES, script: () => UNCLEAR });
  return { engine, admin: await openAdmin(engine) };
}

const MANY_FIELDS = Object.fromEntries(
  Array.from({ length: 2_000 }, (_, index) => [`field_${index}`, `value <${index}>`]),
);

test.each([
  ["a text of 9,000 characters", HOSTILE.repeat(530), {}],
  ["a text of 60 kB", HOSTILE.repeat(3_400), {}],
  ["a payload of 2,000 fields", "price", MANY_FIELDS],
  [
    "a payload of 50 values of 4,000 characters",
    "price",
    { list: Array.from({ length: 40 }, () => "<&>".repeat(1_300)) },
  ],
  [
    "fields with names of 1,000 characters",
    "price",
    Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${index}${"<".repeat(1_000)}`, 1])),
  ],
])("the pages about an event with %s stay below 100 kB, and lead to all of it", async (_name, text, data) => {
  const { engine, admin } = await openHard();
  const id = await engine.text(text, { data });
  await engine.drain();
  const [run] = await engine.runs();

  const paths = [
    ...[
      `/events/${id}`,
      `/events/${id}/rules`,
      `/events/${id}/test`,
      `/runs/${run?.run.id ?? ""}`,
      "/",
      "/events",
      "/runs",
    ],
    ...["/rules/fires1", "/playground", `/playground?event=${id}`, `/contacts/of/${id}`, "/dead", "/approvals"],
  ];

  expect(await oversized(admin, paths)).toEqual([]);
  const whole = await admin.get(`/api/v1/events/${id}`, TOKENS.operate);
  expect((JSON.parse(whole.html) as { readonly text: string }).text).toBe(text);
  expect(whole.html).not.toContain(PHONE);
});

test("lists of 50 rows of 4,000 characters and of 300 rules stay below 100 kB, each screen", async () => {
  const { engine, admin } = await openHard();
  for (let index = 0; index < 50; index++)
    await engine.text(HOSTILE.repeat(235) + String(index), {
      phone: `+120255501${String(index).padStart(2, "0")}`,
      data: { name: "<&>".repeat(400) },
    });
  await engine.drain();
  for (let pass = 0; pass < 12; pass++) await engine.pass(3_600_000);
  for (let index = 0; index < 50; index++)
    await want(
      engine,
      { kind: "pause", scope: { kind: "rule", name: `fires${index % 6}` } },
      { reason: HOSTILE.repeat(60) },
    );

  const paths = [
    ...[
      "/",
      "/events",
      "/events?q=price",
      "/runs",
      "/runs?status=parked",
      "/rules",
      "/rules?q=state:on",
      "/rules/fires1",
    ],
    ...["/playground", "/dead", "/approvals", "/contacts", "/system", "/audit"],
  ];

  expect(await oversized(admin, paths)).toEqual([]);
  const dead = (await admin.get("/dead", TOKENS.operate)).html;
  const groups = [...dead.matchAll(/href="(\/dead\/group[^"]+|\/decide[^"]+)"/g)].map(([, href = ""]) =>
    href.replaceAll("&amp;", "&"),
  );
  expect(await oversized(admin, groups.slice(0, 4))).toEqual([]);
});

/** Which of these pages are too long, or are not answered. */
async function oversized({ get }: AdminWorld, paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const { status, html } = await get(path, TOKENS.operate);
    const bytes = Buffer.byteLength(html);
    if (status !== 200 || bytes >= MOST_BYTES) found.push(`${path}: ${status}, ${bytes} bytes`);
  }
  return found;
}
