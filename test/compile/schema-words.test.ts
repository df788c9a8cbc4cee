import { expect, test } from "vitest";
import config from "../../schemas/config.schema.json" with { type: "json" };
import dev from "../../schemas/dev.schema.json" with { type: "json" };
import rule from "../../schemas/rule.schema.json" with { type: "json" };
import { CHAT_FIELDS, CONTACT_FIELDS, EVENT_TYPES, fieldsOf, SHORT_FIELDS } from "../../src/core/event/vocabulary.ts";
import type { GuardName } from "../../src/core/model/run/effect.ts";
import { isJsonObject, ownValue } from "../../src/core/base/json.ts";
import type { JsonValue } from "../../src/core/base/json.ts";

test("every key says what it is, itself or by what it refers to", () => {
  const silent = [rule, config, dev].flatMap((schema) => silentKeys(schema as unknown as JsonValue, []));

  expect(silent).toEqual([]);
});

test("an editor is offered every event and every field", () => {
  const offered = (schema: { readonly defaultSnippets: readonly { readonly label: string }[] }): readonly string[] =>
    schema.defaultSnippets.map(({ label }) => label);
  const { definitions } = rule;

  expect(offered(definitions.event_type).toSorted()).toEqual(EVENT_TYPES.toSorted());
  for (const { on, trigger, patterns, pattern } of [definitions]) {
    for (const schema of [on, trigger, patterns, pattern])
      expect(offered(schema)).toEqual(expect.arrayContaining([...EVENT_TYPES]));
  }
  const fields = [...EVENT_TYPES.flatMap(fieldsOf), ...CONTACT_FIELDS, ...CHAT_FIELDS];
  const known = Object.keys(definitions.condition.properties);
  expect([...SHORT_FIELDS, ...fields.map(({ path }) => path)].filter((path) => !known.includes(path))).toEqual([]);
});

test("the values offered for a field are those it has", () => {
  const { properties } = rule.definitions.condition;
  const fields = [...EVENT_TYPES.flatMap(fieldsOf), ...CONTACT_FIELDS].filter(({ values }) => values !== undefined);

  for (const { path, values } of fields) {
    const { examples } = properties[path as keyof typeof properties] as { readonly examples?: readonly unknown[] };
    expect(examples?.toSorted(), path).toEqual(values?.toSorted());
  }
});

test("a test can expect every guard of the send gate, but for a pause, which no test has", () => {
  const guards: Readonly<Record<Exclude<GuardName, "paused">, true>> = {
    opt_out: true,
    held: true,
    number_in_doubt: true,
    not_listed: true,
    old_event: true,
    deadline: true,
    if_no_longer_holds: true,
    loop: true,
    frequency: true,
    quiet_hours: true,
    dry: true,
  };

  const { guard } = rule.definitions.test.properties.expect_blocked.items.properties;
  expect(guard.enum).toEqual(Object.keys(guards));
});

const ANNOTATIONS = ["examples", "default", "errorMessage", "defaultSnippets"];

/** Paths of the properties in a schema without a word on what they are. */
function silentKeys(schema: JsonValue, at: readonly string[]): readonly string[] {
  if (Array.isArray(schema))
    return (schema as readonly JsonValue[]).flatMap((each, index) => silentKeys(each, [...at, String(index)]));
  if (!isJsonObject(schema)) return [];
  const properties = Object.entries(isJsonObject(schema["properties"]) ? schema["properties"] : {});
  const silent = properties.filter(([, property]) => isJsonObject(property) && !isDescribed(property));
  return [
    ...silent.map(([key]) => [...at, key].join("/")),
    ...Object.entries(schema).flatMap(([key, value]) =>
      ANNOTATIONS.includes(key) ? [] : silentKeys(value, [...at, key]),
    ),
  ];
}

/** What is referred to is looked at where it stands. */
function isDescribed(property: JsonValue): boolean {
  return ["description", "$ref", "x-not-available"].some((key) => ownValue(property, key) !== null);
}
