import { schemaPlace } from "../../compile/yaml/schema/schema-words.ts";
import type { SchemaPlace } from "../../compile/yaml/schema/schema-words.ts";
import { fullPath } from "./rule-data.ts";

/** What the schema says of events and fields, by word; made when first asked for. */
let known: { readonly events: Words; readonly fields: Words } | null = null;

type Words = ReadonlyMap<string, string | null>;

function words(): NonNullable<typeof known> {
  const byWord = (list: SchemaPlace["keys"]): Words =>
    new Map(list.map(({ word, description }) => [word, description]));
  known ??= {
    events: byWord(schemaPlace("rule", ["rules", "r", "on"]).values),
    fields: byWord(schemaPlace("rule", ["rules", "r", "if"]).keys),
  };
  return known;
}

/** What an event means, in the words of the schema; null for one it does not know. */
export function eventWords(type: string): string | null {
  return words().events.get(type) ?? null;
}

/** What a field means, in the words of the schema; null for one it does not know. */
export function fieldWords(name: string): string | null {
  const { fields } = words();
  const description = fields.get(name) ?? fields.get(fullPath(name)) ?? null;
  return description ?? (name.startsWith("event_data.") ? EVENT_DATA : null);
}

const EVENT_DATA = "A field of Heymarket's object, exactly as it was delivered.";
