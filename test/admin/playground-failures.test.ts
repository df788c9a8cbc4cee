import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
  answer:
    on: message_recieved
    do: [{ send_message: { purpose: reply, text: "A check-up is 90 dollars." } }]
`;
const FAILING = `version: 1
rules:
  answer:
    on: message_recieved
    do: [{ send_message: { purpose: reply, text: "Dear {{ contact.custom.nick }}" } }]
`;
const SENTENCE = "of answer failed at do/0: contact.custom.nick is not known";
const HEADERS = { authorization: `Bearer ${TOKENS.operate}`, accept: "text/html" };

/** An engine that took two texts, with its admin listener. */
async function openWorld() {
  const engine = await startEngine({ rules: RULES });
  const admin = await openAdmin(engine);
  await engine.text("What is the price?");
  await engine.text("And for two?", { phone: "15005550124" });
  await engine.drain();
  const form = (fields: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${admin.url}/playground`, {
      ...{ method: "POST", redirect: "manual", headers: HEADERS },
      body: new URLSearchParams({ from: "example", type: "message_recieved", text: "hi", yaml: FAILING, ...fields }),
    });
  const api = async (path: string, body?: object): Promise<Readonly<Record<string, unknown>>> => {
    const headers = { ...HEADERS, "content-type": "application/json" };
    const sent = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${admin.url}/api/v1${path}`, { headers, ...sent });
    return (await response.json()) as Readonly<Record<string, unknown>>;
  };
  return { admin, form, api };
}

test("a trial whose run fails says so, with step, code and reason, on the page and to machines", async () => {
  const { form, api } = await openWorld();

  const html = await (await form({})).text();
  const example = { type: "message_recieved", text: "hi" };
  const trial = await api("/trials", { draft: { yaml: FAILING }, example });

  expect(html).toContain(`1 run ${SENTENCE}`);
  expect(html).toContain("[not_renderable]");
  expect(trial).toMatchObject({
    runs: [{ status: "failed", errorCode: "not_renderable" }],
    failures: { count: 1, rows: [{ kind: "failed", rule: "answer", step: "do/0", code: "not_renderable", count: 1 }] },
  });
});

test("a backtest tells how many runs fail beside now, where, why and on which event, and does not call that the same", async () => {
  const { admin, form, api } = await openWorld();

  const begun = await form({ do: "backtest", days: "7", events: "200" });
  const path = begun.headers.get("location") ?? "";
  const id = path.split("/").at(-1) ?? "";
  await expect.poll(async () => (await api(`/backtests/${id}`))["state"]).toBe("ended");
  const { html } = await admin.get(path, TOKENS.operate);
  const job = await api(`/backtests/${id}`);

  expect(html).toContain(`2 runs ${SENTENCE}`);
  expect(html).toMatch(/Runs that fail<\/h2><div class="figure">2<\/div><small>now 0, 2 more/);
  expect(html).toContain("such as on this event");
  expect(html).not.toContain("On each of these events it fires and texts as what is in force does");
  expect(job).toMatchObject({
    result: {
      isSame: false,
      total: { after: { fired: 2, failed: 2, sent: 0 }, before: { fired: 2, failed: 0, sent: 2 } },
      failures: { count: 1, rows: [{ rule: "answer", step: "do/0", code: "not_renderable", count: 2 }] },
    },
  });
});
