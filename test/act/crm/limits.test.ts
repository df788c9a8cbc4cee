import { expect, test } from "vitest";
import type { ConnectionKind } from "../../../src/core/model/ruleset/connection-kind.ts";
import type { Behaviour } from "../../../src/sandbox/script.ts";
import { startVendorFake } from "../../../src/sandbox/crm/vendors.ts";
import { PHONE, sceneOf, TOKEN } from "./make.ts";

async function answered(kind: ConnectionKind, behaviour: Behaviour) {
  const crm = await startVendorFake(kind, { token: TOKEN });
  if (crm === null) throw new Error("there is no fake of it");
  const { change } = sceneOf(crm, kind);
  crm.script({ behaviour });
  return change({ opt_out: true });
}

test.each([
  { kind: "hubspot", status: 429, body: { status: "error", policyName: "DAILY", message: "daily limit" }, headers: {} },
  {
    kind: "pipedrive",
    status: 429,
    body: { success: false, error: "budget" },
    headers: { "x-ratelimit-reset": "2", "x-daily-ratelimit-token-remaining": "0" },
  },
] as const)("a used-up day of $kind is asked after every 15 minutes", async ({ kind, ...answer }) => {
  expect(await answered(kind, answer)).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 900_000 });
});

test("Pipedrive pauses as long as its window when the day is not used up", async () => {
  const headers = { "x-ratelimit-reset": "2", "x-daily-ratelimit-token-remaining": "12" };

  const outcome = await answered("pipedrive", { status: 429, body: { success: false }, headers });

  expect(outcome).toMatchObject({ kind: "not_sent", retryAfterMs: 2_000 });
});

test.each(["CRITERIA_LIMIT_EXCEEDED", "DISCRETE_PAGINATION_LIMIT_EXCEEDED"])(
  "%s is a fault of the request to Zoho, which no pause mends",
  async (code) => {
    const body = { code, message: "no of criterium exceeds the limit 15", details: {}, status: "error" };

    const outcome = await answered("zoho", { status: 400, body });

    expect(outcome).toMatchObject({ kind: "refused", code });
  },
);

test.each([
  { what: "a tag", wanted: { tags: { add: ["x".repeat(26)], remove: [] } }, field: "name" },
  { what: "a note", wanted: { note: "x".repeat(65_536) }, field: "Note_Content" },
])("what Zoho says of $what it refuses is told with its field", async ({ wanted, field }) => {
  const crm = await startVendorFake("zoho", { token: TOKEN });
  if (crm === null) throw new Error("there is no fake of it");
  const { change } = sceneOf(crm, "zoho");
  crm.records.seed({ Last_Name: "Diaz", Phone: PHONE });

  const outcome = await change(wanted);

  expect(outcome).toMatchObject({
    kind: "refused",
    code: "INVALID_DATA",
    message: `crm answered 400: invalid data (${field})`,
  });
});

test.each([
  ...["+1 510 555 0100", "+1 (510) 555-0100", "1-510-555-0100", "510.555.0100", "+1 510-555-0100", "(510)555-0100"],
  ...["510 555 0100", "(510) 555-0100", "5105550100", "+15105550100", "+1-510-555-0100", "1 (510) 555-0100"],
])("Zoho, which compares numbers whole, finds one written %s", async (written) => {
  const crm = await startVendorFake("zoho", { token: TOKEN });
  if (crm === null) throw new Error("there is no fake of it");
  const { change } = sceneOf(crm, "zoho");
  crm.records.seed({ Last_Name: "Diaz", Phone: written });

  const outcome = await change({ opt_out: true, create: true });

  expect(outcome).toMatchObject({ kind: "done", result: { matched: 1, created: false } });
});

test("a note of Salesforce is found by its mark, not by one that looks alike", async () => {
  const crm = await startVendorFake("salesforce", { token: TOKEN });
  if (crm === null) throw new Error("there is no fake of it");
  const { change } = sceneOf(crm, "salesforce");
  const { id } = crm.records.seed({ LastName: "Diaz", Phone: PHONE });
  // The first attempt looks for nothing.
  await change({});
  crm.notes.seed({ WhoId: id, Subject: "Texting (heyrules effX1)", Status: "Completed" });

  await change({ note: "hello" });

  expect(crm.notes.all().map(({ fields }) => fields["Description"])).toEqual([undefined, "hello"]);
});
