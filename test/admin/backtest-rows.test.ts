import { expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
  answer:
    on: message_recieved
    if: { text: { contains: price } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "A check-up is 90 dollars, and a cleaning is 60." }
  repair:
    on: message_recieved
    if: { text: { contains: repair } }
    do:
      - approve:
          send_message: { purpose: reply, text: "Your repair comes to 40 dollars." }
          timeout: 4h
  news:
    on: message_recieved
    if: { text: { contains: news } }
    do:
      - send_message: { purpose: service, text: "We have moved." }
`;
const DRAFT = `version: 1\nrules:${RULES}`;
const HEADERS = { authorization: `Bearer ${TOKENS.operate}`, accept: "text/html" };
/** From two in the afternoon, when the engine of a test is an hour on, until eight in the morning. */
const QUIET_HOURS = {
  ...{ appliesTo: ["service"] as const, zone: "contact" as const, onHit: "defer" as const },
  window: { from: 14 * 60, to: 32 * 60 },
};

/** What a backtest of a draft says of texts that an engine took, on its page and by the API. */
async function backtestOf(yaml: string, texts: readonly (readonly [phone: string, text: string])[]) {
  const sending = { ...makeSettings().sending, quietHours: QUIET_HOURS };
  const engine = await startEngine({ rules: RULES, settings: makeSettings({ sending }) });
  const { url } = await openAdmin(engine);
  for (const [phone, text] of texts) {
    await engine.text(text, { phone });
    await engine.pass(60_000);
  }
  const form = { from: "example", type: "message_recieved", text: "hi", do: "backtest", days: "7", events: "200" };
  const init = { method: "POST", redirect: "manual", headers: HEADERS } as const;
  const begun = await fetch(`${url}/playground`, { ...init, body: new URLSearchParams({ ...form, yaml }) });
  const path = begun.headers.get("location") ?? "";
  let html = "";
  const load = async (): Promise<string> => (html = await (await fetch(url + path, { headers: HEADERS })).text());
  await expect.poll(load).toContain("By rule");
  const id = path.split("/").at(-1) ?? "";
  const { result } = (await (await fetch(`${url}/api/v1/backtests/${id}`, { headers: HEADERS })).json()) as Job;
  return { html, result };
}

interface Job {
  readonly result: Readonly<Record<"newly" | "fires", { readonly count: number; readonly rows: readonly object[] }>> & {
    readonly rules: readonly object[];
  };
}

test("a text that the gate blocks is told as blocked, in the words of the counts, and not as one that is sent", async () => {
  const wider = DRAFT.replace("contains: price", "contains: [price, cost]");

  const { html, result } = await backtestOf(wider, [
    ["15005550101", "STOP"],
    ["15005550101", "What is the cost?"],
  ]);

  expect(result.newly.rows).toMatchObject([
    { rule: "answer", sends: null, kept: [{ state: "blocked", why: "opted out", until: null, words: null }] },
  ]);
  expect(html).toContain("<strong>1 text blocked</strong>: opted out");
  expect(html).toContain("blocked: opted out</span>");
  expect(html).not.toContain("A check-up is 90 dollars, and");
});

test("a rule as it is in force lists all that it fires on, with what came of each", async () => {
  const { html, result } = await backtestOf(DRAFT, [
    ["15005550101", "What is the price?"],
    ["15005550102", "Is my repair done?"],
  ]);

  expect(result.newly.count).toBe(0);
  expect(result.fires).toMatchObject({
    count: 2,
    rows: [
      { rule: "answer", contact: "+1••••••0101", wrote: "What is the price?", kept: [] },
      {
        rule: "repair",
        sends: null,
        kept: [{ state: "waits for approval", words: "Your repair comes to 40 dollars.", why: null, until: null }],
      },
    ],
  });
  expect(html).toContain("<summary>All it fires on: 2</summary>");
  expect(html).toMatch(/data-label="What comes of it">A check-up is 90 dollars/);
  expect(html).toMatch(/waits for approval<\/span>.{0,40}Your repair comes to 40 dollars\./s);
});

test("texts that would wait for a person's approval are counted", async () => {
  const { html, result } = await backtestOf(DRAFT, [
    ["15005550101", "Is my repair done?"],
    ["15005550102", "And my repair?"],
  ]);

  expect(result.rules.find((row) => "rule" in row && row.rule === "repair")).toMatchObject({
    after: { approvals: 2, sent: 0 },
  });
  expect(html).toMatch(/Texts that wait for approval<\/h2><div class="figure">2</);
});

test("a text that quiet hours put off is told with its words, and until when", async () => {
  const { html, result } = await backtestOf(DRAFT, [["15005550101", "Any news?"]]);

  // Eight in the morning in every zone that the number may be in.
  const until = "2026-01-03T16:00:00Z";
  expect(result.fires.rows).toMatchObject([{ sends: "We have moved.", kept: [{ state: "deferred", until }] }]);
  expect(html).toMatch(/We have moved\..{0,120}deferred<\/span> until <time datetime="2026-01-03T16:00:00/s);
});

test("why a rule did not fire names no run of the simulation, so that alike reasons are one", async () => {
  const { html } = await backtestOf(DRAFT, [
    ["15005550101", "What is the price?"],
    ["15005550101", "The price, please"],
    ["15005550101", "price??"],
  ]);

  expect(html).toContain("<strong>2 times not fired</strong>: once_per 12h: a run did it</li>");
  expect(html).not.toContain("run_");
});

test("of a text that says something else only the words that differ are marked", async () => {
  const { html } = await backtestOf(DRAFT.replace("90 dollars", "95 dollars"), [["15005550101", "What is the price?"]]);

  expect(html).toContain('data-label="Now">A check-up is <del>90</del> dollars, and a cleaning is 60.</td>');
  expect(html).toContain('data-label="With the draft">A check-up is <ins>95</ins> dollars, and a cleaning is 60.</td>');
});

test("on a narrow page each rule is a card that names its counts", async () => {
  const { html } = await backtestOf(DRAFT, [["15005550101", "What is the price?"]]);

  expect(html).toMatch(/aria-label="By rule[^"]*"><table class="rows">/);
  expect(html).toContain('<td class="number" data-label="Fires">1</td>');
});
