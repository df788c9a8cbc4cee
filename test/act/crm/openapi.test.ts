import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { startFakeHubspot } from "../../../src/sandbox/crm/hubspot.ts";
import { startFakePipedrive } from "../../../src/sandbox/crm/pipedrive.ts";
import { PHONE, sceneOf, TOKEN } from "./make.ts";

const TEXT = { type: "string" };
const TEXTS = { type: "array", items: TEXT };

/**
 * What we send, as the vendors describe it: written after the schemas `PublicObjectSearchRequest`, `SimplePublicObjectInput` and
 * `SimplePublicObjectInputForCreate` of HubSpot's public OpenAPI description of contacts v3, and `AddPersonRequest` of Pipedrive's
 * of API v2, but closed, so that a field they do not know is found.
 */
const FILTER = object({ propertyName: TEXT, operator: TEXT, value: TEXT, values: TEXTS }, ["propertyName", "operator"]);
const SORT = object({ propertyName: TEXT, direction: { enum: ["ASCENDING", "DESCENDING"] } }, ["propertyName"]);
const SEARCH = object({
  filterGroups: {
    type: "array",
    maxItems: 5,
    items: object({ filters: { type: "array", maxItems: 6, items: FILTER } }, ["filters"]),
  },
  sorts: { type: "array", maxItems: 1, items: SORT },
  properties: TEXTS,
  limit: { type: "integer", maximum: 200 },
});
const PROPERTIES = { type: "object", additionalProperties: TEXT };
const ASSOCIATION = object({
  to: object({ id: TEXT }, ["id"]),
  types: { type: "array", items: object({ associationCategory: TEXT, associationTypeId: { type: "integer" } }) },
});
const RECORD = object({ properties: PROPERTIES, associations: { type: "array", items: ASSOCIATION } }, ["properties"]);
const PERSON = object({
  name: TEXT,
  phones: { type: "array", items: object({ value: TEXT, primary: { type: "boolean" }, label: TEXT }) },
  label_ids: { type: "array", items: { type: "integer" } },
  custom_fields: { type: "object" },
});

test("what HubSpot is sent fits its description", async () => {
  const crm = await startFakeHubspot({ token: TOKEN });
  const { change } = sceneOf(crm, "hubspot");

  await change({ create: true, opt_out: true, set: { visits: 3, member: true }, note: "hello" });
  await change({ opt_out: false, tags: { add: ["vip"], remove: [] }, note: "hello" });

  const sent = crm.requests().filter(({ method }) => method !== "GET");
  expect(sent.length).toBeGreaterThan(4);
  for (const { path, body } of sent) expect(problemsOf(path.endsWith("/search") ? SEARCH : RECORD, body)).toEqual([]);
});

test("what Pipedrive is sent fits its description", async () => {
  const crm = await startFakePipedrive({ token: TOKEN });
  const { change } = sceneOf(crm, "pipedrive");

  await change({ create: true, opt_out: true, tags: { add: ["vip"], remove: [] } });
  await change({ opt_out: false, tags: { add: [], remove: ["vip"] } });

  const sent = crm.requests().filter(({ method }) => method !== "GET");
  expect(sent.map(({ method }) => method)).toEqual(["POST", "PATCH"]);
  for (const { body } of sent) expect(problemsOf(PERSON, body)).toEqual([]);
  expect(sent[0]?.body).toMatchObject({ phones: [{ value: PHONE }] });
});

function object(properties: object, required: readonly string[] = []): object {
  return { type: "object", additionalProperties: false, properties, required };
}

function problemsOf(schema: object, value: unknown): readonly unknown[] {
  const validate = new Ajv({ strict: false }).compile(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}
