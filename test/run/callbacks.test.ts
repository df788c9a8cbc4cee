import { describe, expect, onTestFinished, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { done } from "../../src/core/model/outcome.ts";
import type { Link } from "../../src/core/run/link/link-token.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import { usePostgres } from "../helpers/postgres.ts";
import type { EngineParts } from "./make.ts";
import { openFileStore, openMemoryStore, startEngine as startAny, UNCLEAR } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const settings = makeSettings({ publicUrl: "https://hooks.example.com" });

const PAY = `
r:
  on: message_received
  do:
    - http: { connection: crm, method: POST, path: /bills, json: { tell: "{{ callback.paid.url }}" } }
    - id: payment
      wait_for: { callback: paid, timeout: 1h }
    - choose:
        - if: { steps.payment.timed_out: true }
          do: [{ notify: { connection: slack, text: not paid } }]
        - else: [{ notify: { connection: slack, text: "paid {{ steps.payment.event_data.amount }}" } }]
`;

async function startEngine(parts: EngineParts) {
  const engine = await startAny({ settings, ...parts });
  return {
    ...engine,
    /** What was called at Slack. */
    told: () =>
      engine.performed.filter(({ action }) => action === "notify").map(({ request }) => fieldOf(request, "text")),
    /** The addresses that went out. */
    urls: () =>
      engine.performed.flatMap(({ request }) => {
        const json = fieldOf(request, "json") as JsonObject | undefined;
        return typeof json?.["tell"] === "string" ? [json["tell"]] : [];
      }),
    callUrl: async (url: string | undefined, data: JsonObject = {}) => {
      const link = linkOf(engine, url);
      return link === null ? null : engine.links.call(link, data);
    },
  };
}

function linkOf(engine: Pick<Awaited<ReturnType<typeof startAny>>, "links">, url: string | undefined): Link | null {
  return engine.links.read("callback", url?.slice(url.lastIndexOf("/") + 1) ?? "");
}

/** Called where its tests stand: only they need a server. */
const OPENERS: readonly (readonly [string, () => () => Promise<Store>])[] = [
  ["in memory", () => openMemoryStore],
  ["in a SQLite file", () => () => openFileStore()],
  ["in PostgreSQL", openInPostgres],
];

function openInPostgres(): () => Promise<Store> {
  const server = usePostgres();
  return async () => {
    const store = await openPostgresStore({ url: await server.createDatabase() });
    onTestFinished(() => store.close());
    return store;
  };
}

describe.each(OPENERS)("a rule that waits for a call, its store %s", (_name, opener) => {
  const openStore = opener();

  test("goes on when its link is called, with what the call brought", async () => {
    const engine = await startEngine({ rules: PAY, store: await openStore() });
    await engine.text("bill me");
    await engine.drain();
    const [url] = engine.urls();

    await engine.pass(MINUTE);
    const call = await engine.callUrl(url, { amount: 12 });
    await engine.drain();

    expect(url).toMatch(/^https:\/\/hooks\.example\.com\/callback\/[0-9a-f]{20}\.paid\.[\w-]{22}$/);
    expect(call?.outcome).toBe("accepted");
    const { run } = await engine.onlyRun();
    expect(run).toMatchObject({
      status: "done",
      steps: { payment: { timed_out: false, event: { type: "callback.paid" } } },
    });
    expect(engine.told()).toEqual(["paid 12"]);
    const { event, evaluation } = await engine.event(call?.eventId ?? "");
    expect(event).toMatchObject({ lane: PHONE, phone: PHONE, inboxId: "21", origin: "outside", source: "callback" });
    expect(evaluation?.heard).toEqual([{ runId: run.id, ruleId: "r", outcome: "went_on" }]);
  });

  test("hears of a call in the inbox its conversation moved to", async () => {
    const steps = "{ transfer: { inbox: '22' } }, { wait_for: { callback: paid, timeout: 1h } }, { close: true }";
    const linked = 'http: { connection: crm, method: POST, path: /bills, json: { tell: "{{ callback.paid.url }}" } }';
    const rules = `r: { on: message_received, do: [{ ${linked} }, ${steps}] }`;
    const engine = await startEngine({ rules, store: await openStore() });
    await engine.text("bill me");
    await engine.drain();

    const call = await engine.callUrl(engine.urls()[0], {});
    await engine.drain();

    expect((await engine.event(call?.eventId ?? "")).event.inboxId).toBe("22");
    expect((await engine.onlyRun()).effects.at(-1)?.request).toMatchObject({ inbox_id: "22" });
  });

  test("goes on once, however often and at the same moment its link is called", async () => {
    const engine = await startEngine({ rules: PAY, store: await openStore() });
    await engine.text("bill me");
    await engine.drain();
    const [url] = engine.urls();

    const calls = await Promise.all([1, 2, 3].map((amount) => engine.callUrl(url, { amount })));
    await engine.drain();
    const late = await engine.callUrl(url, { amount: 4 });
    await engine.drain();

    expect(calls.map((call) => call?.outcome).toSorted()).toEqual(["accepted", "repeated", "repeated"]);
    expect(late?.outcome).toBe("repeated");
    expect(engine.told()).toHaveLength(1);
  });
});

describe("a link", () => {
  test("that is called before its run waits for it counts", async () => {
    const engine = await startEngine({
      rules: PAY,
      script: async ({ request }) => {
        const json = fieldOf(request, "json") as JsonObject | undefined;
        if (json !== undefined) await engine.callUrl(json["tell"] as string, { amount: 5 });
        return done({});
      },
    });

    await engine.text("bill me");
    await engine.drain();

    expect((await engine.onlyRun()).run.status).toBe("done");
    expect(engine.told()).toEqual(["paid 5"]);
  });

  test("is over with its wait, and the branch for that is taken", async () => {
    const engine = await startEngine({ rules: PAY });
    await engine.text("bill me");
    await engine.drain();
    const [url] = engine.urls();
    const link = linkOf(engine, url);
    const before = link && (await engine.links.look(link));

    engine.clock.moveTo(engine.clock.now() + HOUR);
    const atTheEnd = await engine.callUrl(url, {});
    await engine.drain();

    expect(before).toBe("open");
    expect(atTheEnd).toEqual({ outcome: "over", eventId: null });
    expect(engine.told()).toEqual(["not paid"]);
    expect(link && (await engine.links.look(link))).toBe("over");
  });

  test("that somebody else made, or changed, is none", async () => {
    const engine = await startEngine({ rules: PAY });
    const other = await startEngine({ rules: PAY });
    for (const each of [engine, other]) {
      await each.text("bill me");
      await each.drain();
    }
    const url = engine.urls()[0] ?? "";

    const changed = [
      url.replace(".paid.", ".owed."),
      url.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
      `${url}x`,
      "",
    ];

    expect(changed.map((each) => linkOf(engine, each))).toEqual([null, null, null, null]);
    expect(linkOf(other, url)).toBeNull();
    expect(linkOf(engine, url)).toMatchObject({ name: "paid", item: null });
  });

  test("of one run leaves another run of the same contact waiting", async () => {
    const engine = await startEngine({ rules: PAY });
    await engine.text("one");
    await engine.pass(MINUTE);
    await engine.text("two");
    await engine.drain();

    await engine.callUrl(engine.urls()[1], { amount: 2 });
    await engine.drain();

    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["waiting", "done"]);
  });

  test("of an item of a list is called for that item", async () => {
    const rules = `
r:
  on: message_received
  do:
    - for_each:
        in: "{{ event.text | split: ',' }}"
        do:
          - http: { connection: crm, method: POST, path: /bills, json: { tell: "{{ callback.paid.url }}" } }
          - id: payment
            wait_for: { callback: paid, timeout: 1h }
          - notify: { connection: slack, text: "{{ item }} {{ steps.payment.timed_out }}" }
`;
    const engine = await startEngine({ rules });
    await engine.text("a,b");
    await engine.drain();
    const first = engine.urls()[0];
    await engine.callUrl(first);
    await engine.drain();

    const again = await engine.callUrl(first);
    await engine.callUrl(engine.urls()[1]);
    await engine.drain();

    expect(again?.outcome).toBe("repeated");
    expect(engine.told()).toEqual(["a false", "b false"]);
  });

  test("given out by a run is called for the one that went on with its steps", async () => {
    const rules = PAY.replace(
      "    - id: payment",
      '    - send_message: { purpose: reply, text: "Hi" }\n    - id: payment',
    );
    const engine = await startEngine({
      rules,
      script: ({ action }) => (action === "send_message" ? UNCLEAR : undefined),
    });
    await engine.text("bill me");
    await engine.drain();
    for (let minute = 0; minute < 15; minute += 1) await engine.pass(MINUTE);
    const statuses = (await engine.runs()).map(({ run }) => run.status);

    const call = await engine.callUrl(engine.urls()[0], { amount: 7 });
    await engine.drain();

    expect(statuses).toContain("waiting");
    expect(call?.outcome).toBe("accepted");
    expect(engine.told()).toEqual(["paid 7"]);
  });
});
