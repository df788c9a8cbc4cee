import { describe, expect, test } from "vitest";
import { PIPEDRIVE_OPT_OUT_KEY } from "../../../src/sandbox/crm/pipedrive.ts";
import { startVendorFake } from "../../../src/sandbox/crm/vendors.ts";
import { readDescription } from "./description.ts";
import type { Sent } from "./description.ts";
import { PHONE, sceneOf, TOKEN } from "./make.ts";

const NOTE = "a note with <b> & an 'apostrophe'";

/** Requests a vendor refuses, each for one fault. */
const REFUSED: Readonly<Record<string, readonly Sent[]>> = {
  hubspot: [
    { method: "POST", path: "/crm/v3/objects/contacts", body: { properties: { visits: 3 } } },
    { method: "POST", path: "/crm/v3/objects/contacts", body: { fields: {} } },
    { method: "POST", path: "/crm/v3/objects/contacts/search", body: { filterGroups: [] } },
    { method: "POST", path: "/crm/v3/objects/contacts/search", body: hubspotSearch({ operator: "LIKE", value: "1" }) },
    { method: "POST", path: "/crm/v3/objects/contacts/search", body: hubspotSearch({ operator: "IN", values: [1] }) },
    { method: "POST", path: "/crm/v3/objects/contacts/search", body: { ...hubspotSearch({}), limit: 201 } },
    { method: "POST", path: "/crm/v3/objects/notes", body: { properties: { hs_note_body: "hi" }, associations: [] } },
  ],
  pipedrive: [
    { method: "GET", path: "/api/v2/persons/search", query: "term=5" },
    { method: "GET", path: "/api/v2/persons/search", query: "term=510&limit=500" },
    { method: "GET", path: "/api/v2/persons/search", query: "term=510&fields=mobile" },
    { method: "GET", path: "/api/v2/personFields", query: "limit=501" },
    { method: "POST", path: "/api/v2/persons", body: { phones: [{ value: PHONE }] } },
    { method: "POST", path: "/api/v2/persons", body: { name: "Ana", phone: PHONE } },
    { method: "POST", path: "/api/v2/persons", body: { name: "Ana", custom_fields: { "SMS opted out": null } } },
    { method: "POST", path: "/api/v1/notes", body: { content: "hi" } },
    { method: "GET", path: "/api/v1/notes", query: "sort=newest" },
  ],
  zoho: [
    { method: "GET", path: "/crm/v8/Contacts/search", query: "criteria=Phone&per_page=200" },
    { method: "GET", path: "/crm/v8/Contacts/search", query: "criteria=((Phone:equals:1))" },
    { method: "GET", path: "/crm/v8/Contacts/search", query: "criteria=((Phone:equals:1))&per_page=201" },
    { method: "POST", path: "/crm/v8/Contacts", body: { Last_Name: "Diaz" } },
    { method: "POST", path: "/crm/v8/Contacts/55000/actions/add_tags", body: { tags: [{ name: "x".repeat(26) }] } },
    { method: "GET", path: "/crm/v8/Contacts/55000/Notes", query: "per_page=200" },
    { method: "POST", path: "/crm/v8/Contacts/55000/Notes", body: zohoNote({ Note_Title: "x".repeat(121) }) },
  ],
  salesforce: [
    { method: "GET", path: "/services/data/v62.0/query", query: "q=SELECT+Id+FROM+Contact" },
    { method: "POST", path: "/services/data/v62.0/sobjects/Contact", body: { FirstName: "Ana" } },
    { method: "POST", path: "/services/data/v62.0/sobjects/Contact", body: { LastName: "x".repeat(81) } },
    { method: "POST", path: "/services/data/v62.0/sobjects/Task", body: { Subject: "hi", Status: "Completed" } },
    { method: "POST", path: "/services/data/v62.0/sobjects/Task", body: task({ Subject: "x".repeat(256) }) },
    { method: "POST", path: "/services/data/v62.0/sobjects/Task", body: task({ Description: "x".repeat(32_001) }) },
    { method: "POST", path: "/services/data/v62.0/sobjects/Task", body: task({ Body: "hi" }) },
  ],
};

describe.each(["hubspot", "salesforce", "pipedrive", "zoho"] as const)("%s", (kind) => {
  const description = readDescription(kind);

  async function setUp() {
    const crm = await startVendorFake(kind, { token: TOKEN });
    if (crm === null) throw new Error("there is no fake of it");
    return sceneOf(crm, kind);
  }

  test("every request we make is one it describes, and it describes no others", async () => {
    const { crm, change } = await setUp();

    const outcomes = [
      await change({ create: true, opt_out: true, note: NOTE }),
      await change({ create: true, opt_out: false, tags: { add: ["vip", "newsletter"], remove: [] }, note: NOTE }),
      await change({ tags: { add: [], remove: ["newsletter"] }, set: { [nameField(kind)]: "Ana" } }),
    ];
    crm.records.clear();
    await change({ create: true });

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["done", "done", "done"]);
    const sent = crm.requests();
    expect(sent.map((request) => [request.path, description.problemsOf(request)])).toEqual(
      sent.map(({ path }) => [path, []]),
    );
    const made = new Set(sent.map((request) => description.operationOf(request)));
    expect([...made].toSorted()).toEqual(description.operations.toSorted());
  });

  test.each(REFUSED[kind] ?? [])("what it refuses, its fake refuses: $method $path $query", async (sent) => {
    const { crm } = await setUp();
    crm.records.seed({});

    const answer = await fetch(`${crm.url}${sent.path}${sent.query === undefined ? "" : `?${sent.query}`}`, {
      method: sent.method,
      headers: { authorization: `${kind === "zoho" ? "Zoho-oauthtoken" : "Bearer"} ${TOKEN}` },
      ...(sent.body === undefined ? {} : { body: JSON.stringify(sent.body) }),
    });

    expect(description.problemsOf(sent)).not.toEqual([]);
    expect(answer.status).toBe(400);
  });
});

test("a field of Pipedrive is named by its hash", () => {
  const person = { name: "Ana", custom_fields: { [PIPEDRIVE_OPT_OUT_KEY]: null } };

  const problems = readDescription("pipedrive").problemsOf({ method: "POST", path: "/api/v2/persons", body: person });

  expect(problems).toEqual([]);
});

function nameField(kind: "hubspot" | "salesforce" | "pipedrive" | "zoho"): string {
  return { hubspot: "firstname", salesforce: "FirstName", pipedrive: "name", zoho: "First_Name" }[kind];
}

function hubspotSearch(filter: object): object {
  return { filterGroups: [{ filters: [{ propertyName: "phone", operator: "EQ", value: "1", ...filter }] }] };
}

function zohoNote(note: object): object {
  return { data: [{ Note_Title: "heyrules eff_1", Note_Content: "hi", ...note }] };
}

function task(fields: object): object {
  return { WhoId: "300", Subject: "hi", Status: "Completed", ...fields };
}
