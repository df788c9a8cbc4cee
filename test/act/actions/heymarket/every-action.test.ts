import { describe, expect, onTestFinished, test } from "vitest";
import type { EffectRequests } from "../../../../src/core/model/ruleset/action.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../../../src/sandbox/heymarket.ts";
import { startFakeHeymarket } from "../../../../src/sandbox/heymarket.ts";
import { attempt, heymarketAt, makeActions, NOW } from "../../make.ts";
import type { Outcome } from "../../../../src/core/model/outcome.ts";

const CREDENTIALS = { secretId: "sid", secretKey: "skey-7f3a" };
const PHONE = "+15105550100";
const SENDER = { inbox_id: "21", creator_id: 55 };
const CHAT = { inbox_id: "21", chat_id: null, phone: PHONE, user_id: 55 };

/** What each action of Heymarket asks, one that the fake grants, and the call that does it. */
const ACTIONS: { readonly [Name in VendorAction]: { readonly request: EffectRequests[Name]; readonly call: string } } =
  {
    send_message: {
      request: { ...SENDER, phone: PHONE, chat_id: null, text: "Hi", template_id: null, media_url: null },
      call: "POST /v1/message/send",
    },
    note: { request: { ...SENDER, phone: PHONE, chat_id: null, text: "Hi" }, call: "POST /v1/message/send" },
    send_survey: {
      request: { ...SENDER, phone: PHONE, chat_id: null, survey: 81 },
      call: "POST /v1/message/send",
    },
    schedule_message: {
      request: { ...SENDER, phone: PHONE, text: "Hi", template: null, execute_at: "2026-01-02T22:00:00Z" },
      call: "POST /v1/schedule",
    },
    send_email: {
      request: { ...SENDER, phone: PHONE, to: ["a@example.com"], cc: [], subject: "Hi", text: "Hi" },
      call: "POST /v1/email/send",
    },
    contact: {
      request: { phone: PHONE, first: "Ana", last: null, email: null, custom: {}, assignee: null },
      call: "PUT /v1/contact/:id",
    },
    tag: { request: { phone: PHONE, add: ["vip"], remove: [] }, call: "PUT /v1/contact/:id" },
    list: { request: { phone: PHONE, add: [71], remove: [] }, call: "PUT /v2/lists/71" },
    opt_out: { request: { phone: PHONE }, call: "POST /v1/contact/set_status" },
    assign: { request: { ...CHAT, user: 56 }, call: "POST /v1/conversations/reassign" },
    transfer: { request: { chat_id: "", transfer_inbox_id: "22" }, call: "POST /v1/conversations/transfer" },
    open: { request: CHAT, call: "POST /v1/conversations/open" },
    close: { request: CHAT, call: "POST /v1/conversations/close" },
  };
type VendorAction = Exclude<keyof EffectRequests, "http" | "notify" | "emit" | "crm">;

const NAMES = Object.keys(ACTIONS) as VendorAction[];
async function startVendor(options: Partial<FakeHeymarketOptions> = {}): Promise<FakeHeymarket> {
  const heymarket = await startFakeHeymarket({
    credentials: CREDENTIALS,
    inboxes: [
      { name: "support", id: 21, members: [55, 56] },
      { name: "sales", id: 22, members: [55] },
    ],
    localIdMode: "ignores",
    team: { surveys: [{ id: 81, name: "How was it" }], lists: [{ id: 71, name: "vip" }] },
    now: () => NOW,
    ...options,
  });
  onTestFinished(() => heymarket.close());
  heymarket.receiveText({ phone: PHONE, text: "Hi" });
  return heymarket;
}

/** One attempt of an action on the conversation that the contact has begun. */
function perform(heymarket: FakeHeymarket, name: VendorAction): Promise<Outcome> {
  const { request } = ACTIONS[name];
  const id = heymarket.conversations()[0]?.["id"];
  const ready = name === "transfer" ? { ...request, chat_id: JSON.stringify(id) } : request;
  return attempt(makeActions({ heymarket: heymarketAt(heymarket.url) }), name, ready);
}

/** Lets every call that the action is about end so. */
function failing(heymarket: FakeHeymarket, name: VendorAction, behaviour: object): Promise<Response> {
  const [method = "", path = ""] = ACTIONS[name].call.split(" ");
  return fetch(`${heymarket.url}/_sandbox/script`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ match: { method, path: path.replace(":id", "*") }, times: 100, behaviour }),
  });
}

describe.each(NAMES)("%s", (name) => {
  test("is done by the call that Heymarket documents", async () => {
    const heymarket = await startVendor();

    const outcome = await perform(heymarket, name);

    const calls = heymarket
      .requests()
      .map(({ method, path }) => `${method} ${path.replace(/contact\/\d+$/, "contact/:id")}`);
    expect(outcome).toMatchObject({ kind: "done" });
    expect(calls).toContain(ACTIONS[name].call);
  });

  test.each([400, 403, 404, 422])("is refused for good by %i, in the words of Heymarket", async (status) => {
    const heymarket = await startVendor();
    await failing(heymarket, name, { status, body: { message: "because of this" } });

    const outcome = await perform(heymarket, name);

    expect(outcome).toMatchObject({ kind: "refused", httpStatus: status });
    expect(JSON.stringify(outcome)).toContain("because of this");
  });

  test("waits and is no attempt when the credentials are refused", async () => {
    const heymarket = await startVendor({ validCredentials: () => [{ secretId: "other", secretKey: "other" }] });

    const outcome = await perform(heymarket, name);

    expect(outcome).toMatchObject({ kind: "not_sent", counts: false });
  });

  test("was not sent after 429, and does not count", async () => {
    const heymarket = await startVendor();
    await failing(heymarket, name, { status: 429, headers: { "retry-after": "30" } });

    const outcome = await perform(heymarket, name);

    expect(outcome).toMatchObject({ kind: "not_sent", counts: false });
  });

  test.each([
    ["500", { status: 500 }],
    ["503", { status: 503 }],
    ["a connection that breaks", { reset: "after" }],
  ])("may have happened after %s", async (_, behaviour) => {
    const heymarket = await startVendor();
    await failing(heymarket, name, behaviour);

    const outcome = await perform(heymarket, name);

    expect(outcome.kind).toBe("unclear");
  });
});
