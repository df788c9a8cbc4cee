import { expect, test } from "vitest";
import { startFakeHubspot } from "../../../src/sandbox/crm/hubspot.ts";
import { PHONE, sceneOf, TOKEN } from "./make.ts";

const OPTED_OUT_AT = "2026-05-05T22:10:00.000Z";
const FIELDS = ["sms_opted_out_at", "heymarket_tags", "visits"];

async function setUp(searchLags = false) {
  const crm = await startFakeHubspot({ token: TOKEN, fields: FIELDS, searchLags });
  return { records: crm.records, notes: crm.notes, ...sceneOf(crm, "hubspot") };
}

test.each(["+15105550100", "15105550100", "(510) 555-0100", "510.555.0100", "+1 510-555-0100"])(
  "an opt-out is written to the contact whose number is written %s, and an opt-in takes it away",
  async (phone) => {
    const { records, change } = await setUp();
    const { id } = records.seed({ phone, firstname: "Ana" });

    const out = await change({ opt_out: true });

    expect(out).toMatchObject({ kind: "done", result: { matched: 1, created: false, ids: [id] } });
    expect(records.get(id)?.fields).toMatchObject({ firstname: "Ana", sms_opted_out_at: OPTED_OUT_AT });

    await change({ opt_out: false });

    expect(records.get(id)?.fields).not.toHaveProperty("sms_opted_out_at");
  },
);

test("a stranger of another country whose number ends alike is not touched", async () => {
  const { records, change } = await setUp();
  const { id } = records.seed({ phone: "+525105550100" });

  const outcome = await change({ opt_out: true });

  expect(outcome).toMatchObject({ kind: "done", result: { matched: 0, created: false, ids: [] } });
  expect(records.get(id)?.fields).toEqual({ phone: "+525105550100" });
});

test("whoever is missing is made with the number, the fields and the tags", async () => {
  const { records, change } = await setUp();

  const outcome = await change({
    create: true,
    set: { firstname: "Ana", visits: 3 },
    tags: { add: ["vip"], remove: [] },
  });

  expect(outcome).toMatchObject({ kind: "done", result: { matched: 0, created: true } });
  expect(records.all().map(({ fields }) => fields)).toEqual([
    { phone: PHONE, firstname: "Ana", visits: "3", heymarket_tags: "vip" },
  ]);
});

test("who was just made is found again although the search does not know them yet", async () => {
  const { records, change } = await setUp(true);
  await change({ create: true, set: { firstname: "Ana" } });
  await change({ create: true, set: { firstname: "Ana" } });

  const outcome = await change({ create: true, set: { lastname: "Diaz" } });

  expect(outcome).toMatchObject({ kind: "done", result: { matched: 1, created: false } });
  expect(records.all().map(({ fields }) => fields)).toEqual([{ phone: PHONE, firstname: "Ana", lastname: "Diaz" }]);
});

test("a record whose making was not answered is not made twice: the next attempt only looks", async () => {
  const { crm, records, change } = await setUp(true);
  crm.script({ match: { method: "POST", path: "/crm/v3/objects/contacts" }, behaviour: { reset: "after" } });

  const first = await change({ create: true, set: { firstname: "Ana" } });
  const second = await change({ create: true, set: { firstname: "Ana" } });
  records.index();
  const third = await change({ create: true, set: { firstname: "Ana" } });

  expect(first.kind).toBe("unclear");
  expect(second).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 15_000 });
  expect(third).toMatchObject({ kind: "done", result: { matched: 1, created: false } });
  expect(records.all()).toHaveLength(1);
});

test("a note whose writing was not answered is not written twice", async () => {
  const { crm, records, notes, change } = await setUp();
  records.seed({ phone: PHONE });
  crm.script({ match: { method: "POST", path: "/crm/v3/objects/notes" }, behaviour: { reset: "after" } });

  const first = await change({ note: "asked for <b>prices</b>" });
  const second = await change({ note: "asked for <b>prices</b>" });

  expect([first.kind, second.kind]).toEqual(["unclear", "done"]);
  expect(notes.all().map(({ fields }) => fields["hs_note_body"])).toEqual([
    "asked for &lt;b&gt;prices&lt;/b&gt;<br><br><small>heyrules eff_1</small>",
  ]);
});

test("tags join those the contact has, and others stay", async () => {
  const { records, change } = await setUp();
  const { id } = records.seed({ phone: PHONE, heymarket_tags: "old;newsletter" });

  await change({ tags: { add: ["vip"], remove: ["newsletter"] } });

  expect(records.get(id)?.fields).toMatchObject({ heymarket_tags: "old;vip" });
});

test("several contacts with one number: none, the oldest or all of them are changed, as the rule says", async () => {
  const { records, change } = await setUp();
  const ids = [records.seed({ phone: PHONE }), records.seed({ mobilephone: PHONE })].map(({ id }) => id);
  const changedIds = (): readonly string[] =>
    records.all().flatMap(({ id, fields }) => ("sms_opted_out_at" in fields ? [id] : []));

  const failed = await change({ opt_out: true });
  expect(failed).toMatchObject({ kind: "refused", code: "several_matches" });
  expect(changedIds()).toEqual([]);

  await change({ opt_out: true, several: "first" });
  expect(changedIds()).toEqual(ids.slice(0, 1));

  const all = await change({ opt_out: true, several: "all" });
  expect(all).toMatchObject({ kind: "done", result: { matched: 2, ids } });
  expect(changedIds()).toEqual(ids);
});

test("a property that does not exist is refused with what HubSpot says", async () => {
  const { records, change } = await setUp();
  records.seed({ phone: PHONE });

  const outcome = await change({ set: { colour: "red" } });

  expect(outcome).toMatchObject({
    kind: "refused",
    code: "VALIDATION_ERROR",
    message: 'crm answered 400: Property "colour" does not exist',
  });
});

test.each([
  ["TEN_SECONDLY_ROLLING", 5_000],
  ["DAILY", 900_000],
])("a limit of HubSpot (%s) pauses the connection and does not count", async (policyName, retryAfterMs) => {
  const { crm, change } = await setUp();
  const body = { status: "error", message: "You have reached your limit.", category: "RATE_LIMITS", policyName };
  crm.script({ behaviour: { status: 429, body } });

  const outcome = await change({ opt_out: true });

  expect(outcome).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs, httpStatus: 429 });
});

test("neither the token nor the number is logged", async () => {
  const { records, change, logger } = await setUp();
  records.seed({ phone: PHONE });

  await change({ opt_out: true });

  expect(JSON.stringify(logger.lines)).not.toMatch(/crm-token|5105550100/);
});
