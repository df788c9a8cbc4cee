import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/base/json.ts";
import { PIPEDRIVE_OPT_OUT_KEY } from "../../../src/sandbox/crm/pipedrive.ts";
import { startVendorFake } from "../../../src/sandbox/crm/vendors.ts";
import { PHONE, sceneOf, TOKEN } from "./make.ts";

/** What differs: how a number and a tag are held, where an opt-out is written, how a limit and a refusal are told. */
const CRMS = [
  {
    kind: "hubspot",
    fields: ["sms_opted_out_at", "heymarket_tags"],
    numbered: (phone: string): JsonObject => ({ phone }),
    out: { sms_opted_out_at: "2026-05-05T22:10:00.000Z" },
    back: {},
    set: { firstname: "Ana" },
    tagged: { heymarket_tags: "vip" },
    limit: { status: 429, body: { status: "error", category: "RATE_LIMITS", policyName: "SECONDLY", message: "slow" } },
    pauseMs: 5_000,
    notes: "/crm/v3/objects/notes",
  },
  {
    kind: "salesforce",
    fields: ["SMS_Opt_Out__c", "Heymarket_Tags__c"],
    numbered: (phone: string): JsonObject => ({ LastName: "Diaz", Phone: phone }),
    out: { SMS_Opt_Out__c: true },
    back: { SMS_Opt_Out__c: false },
    set: { FirstName: "Ana" },
    tagged: { Heymarket_Tags__c: "vip" },
    limit: { status: 403, body: [{ errorCode: "REQUEST_LIMIT_EXCEEDED", message: "TotalRequests Limit exceeded." }] },
    pauseMs: 300_000,
    notes: "/services/data/v62.0/sobjects/Task",
  },
  {
    kind: "pipedrive",
    fields: [],
    numbered: (phone: string): JsonObject => ({ name: "Diaz", phones: [{ value: phone }] }),
    out: { custom_fields: { [PIPEDRIVE_OPT_OUT_KEY]: "2026-05-06" } },
    back: { custom_fields: {} },
    set: { name: "Ana" },
    tagged: { label_ids: [1] },
    limit: { status: 429, body: { success: false, error: "rate limit" }, headers: { "x-ratelimit-reset": "2" } },
    pauseMs: 2_000,
    notes: "/api/v1/notes",
  },
  {
    kind: "zoho",
    fields: ["SMS_Opt_Out"],
    numbered: (phone: string): JsonObject => ({ Last_Name: "Diaz", Phone: phone }),
    out: { SMS_Opt_Out: true },
    back: { SMS_Opt_Out: false },
    set: { First_Name: "Ana" },
    tagged: { Tag: ["vip"] },
    limit: { status: 400, body: { code: "TOO_MANY_REQUESTS", message: "too many", status: "error" } },
    pauseMs: 60_000,
    notes: "/crm/v8/Contacts/55000/Notes",
  },
] as const;

async function setUpVendor(
  kind: Parameters<typeof startVendorFake>[0],
  { fields = [] as readonly string[], searchLags = false } = {},
) {
  const crm = await startVendorFake(kind, { token: TOKEN, fields, searchLags });
  if (crm === null) throw new Error("there is no fake of it");
  return { records: crm.records, notes: crm.notes, ...sceneOf(crm, kind) };
}

describe.each(CRMS)("$kind", ({ kind, fields, numbered, out, back, set, tagged, limit, pauseMs, notes: notesPath }) => {
  const setUp = (searchLags = false) => setUpVendor(kind, { fields, searchLags });

  test.each([PHONE, "15105550100", "(510) 555-0100", "510-555-0100"])(
    "who opted out is found by %s, and whoever is back again",
    async (written) => {
      const { records, change } = await setUp();
      const { id } = records.seed(numbered(written));

      const outcome = await change({ opt_out: true });

      expect(outcome).toMatchObject({ kind: "done", result: { matched: 1, created: false, ids: [id] } });
      expect(records.get(id)?.fields).toEqual({ ...numbered(written), ...out });

      await change({ opt_out: false });

      expect(records.get(id)?.fields).toEqual({ ...numbered(written), ...back });
    },
  );

  test("a number of another country that ends alike is somebody else", async () => {
    const { records, change } = await setUp();
    const { id } = records.seed(numbered("+525105550100"));

    const outcome = await change({ opt_out: true });

    expect(outcome).toMatchObject({ kind: "done", result: { matched: 0, created: false, ids: [] } });
    expect(records.get(id)?.fields).toEqual(numbered("+525105550100"));
  });

  test("whoever is missing is made once, with fields and tags, however soon the next event comes", async () => {
    const { records, change } = await setUp(true);
    const wanted = { create: true, set, tags: { add: ["vip"], remove: [] } };

    const first = await change(wanted);
    const second = await change(wanted);

    expect(first).toMatchObject({ kind: "done", result: { matched: 0, created: true } });
    expect(second).toMatchObject({ kind: "done", result: { matched: 1, created: false } });
    expect(records.all().map((record) => record.fields)).toEqual([expect.objectContaining({ ...set, ...tagged })]);
  });

  test("a tag joins those that are there, and leaves", async () => {
    const { records, change } = await setUp();
    const { id } = records.seed(numbered(PHONE));

    await change({ tags: { add: ["vip", "newsletter"], remove: [] } });
    await change({ tags: { add: [], remove: ["newsletter"] } });

    expect(records.get(id)?.fields).toMatchObject(tagged);
  });

  test("a note whose answer was lost is not written twice", async () => {
    const { crm, records, notes, change } = await setUp();
    records.seed(numbered(PHONE));
    crm.script({ match: { method: "POST", path: notesPath }, behaviour: { reset: "after" } });

    const first = await change({ note: "asked for prices" });
    const second = await change({ note: "asked for prices" });

    expect([first.kind, second.kind]).toEqual(["unclear", "done"]);
    expect(notes.all()).toHaveLength(1);
    expect(JSON.stringify(notes.all())).toContain("asked for prices");
  });

  test("several records are not guessed among", async () => {
    const { records, change } = await setUp();
    records.seed(numbered(PHONE));
    records.seed(numbered("(510) 555-0100"));

    const failed = await change({ opt_out: true });
    const all = await change({ opt_out: true, several: "all" });

    expect(failed).toMatchObject({ kind: "refused", code: "several_matches" });
    expect(all).toMatchObject({ kind: "done", result: { matched: 2 } });
  });

  test("a field that is not there is a refusal that names it", async () => {
    const { records, change } = await setUp();
    records.seed(numbered(PHONE));

    const outcome = await change({ set: { colour: "red" } });

    expect(outcome).toMatchObject({ kind: "refused", message: expect.stringContaining("colour") as string });
  });

  test("its limit pauses the connection and does not count", async () => {
    const { crm, change } = await setUp();
    crm.script({ behaviour: limit });

    const outcome = await change({ opt_out: true });

    expect(outcome).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: pauseMs });
  });

  test("a search that is answered with a page of something else is tried again", async () => {
    const { crm, records, change } = await setUp();
    records.seed(numbered(PHONE));
    const headers = { "content-type": "text/html" };
    crm.script({ behaviour: { status: 200, headers, body: "<html>We are back soon</html>" } });

    const first = await change({ opt_out: true });
    crm.script({ behaviour: { status: 200, headers, body: "" } });
    const second = await change({ opt_out: true });
    const third = await change({ opt_out: true });

    expect([first, second].map(({ kind: outcome }) => outcome)).toEqual(["not_sent", "not_sent"]);
    expect(third).toMatchObject({ kind: "done", result: { matched: 1 } });
  });

  test("a wrong token fails nothing, and neither the outcome nor the log shows it", async () => {
    const crm = await startVendorFake(kind, { token: "another" });
    if (crm === null) throw new Error("there is no fake of it");
    const { change, logger } = sceneOf(crm, kind);

    const outcome = await change({ opt_out: true });

    expect(outcome).toMatchObject({ kind: "not_sent", counts: false, httpStatus: 401 });
    expect(JSON.stringify([outcome, logger.lines])).not.toMatch(/crm-token|5105550100/);
  });
});

test("a note is a task of Salesforce on the day of the organisation", async () => {
  const { records, notes, change } = await setUpVendor("salesforce");
  records.seed({ LastName: "Diaz", Phone: PHONE });

  await change({ note: "asked for prices" });

  expect(notes.all()).toMatchObject([{ fields: { ActivityDate: "2026-05-06" } }]);
});
