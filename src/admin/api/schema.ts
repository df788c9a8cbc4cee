/** A JSON Schema as OpenAPI 3.1 takes it, as far as it is used here. */
export type Schema = Readonly<Record<string, unknown>>;

/** A string. */
export function text(description: string, more: Schema = {}): Schema {
  return { type: "string", description, ...more };
}

/** An instant. */
export function instant(description: string): Schema {
  return { type: "string", format: "date-time", description: `${description} ISO 8601, UTC.` };
}

/** A whole number, from 0. */
export function count(description: string, more: Schema = {}): Schema {
  return { type: "integer", minimum: 0, description, ...more };
}

/** True or false. */
export function flag(description: string, more: Schema = {}): Schema {
  return { type: "boolean", description, ...more };
}

/** One of these words. */
export function oneOf(words: readonly string[], description: string, more: Schema = {}): Schema {
  return { type: "string", enum: words, description, ...more };
}

/** Any JSON. */
export function anything(description: string): Schema {
  return { description };
}

/** An object with members of any name. */
export function anyObject(description: string): Schema {
  return { type: "object", description, additionalProperties: true };
}

/** The same, or null. */
export function orNull({ description, ...schema }: Schema): Schema {
  const told = description === undefined ? {} : { description };
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }], ...told };
  const words = schema["enum"] as readonly unknown[] | undefined;
  return {
    ...schema,
    type: [schema["type"], "null"],
    ...(words === undefined ? {} : { enum: [...words, null] }),
    ...told,
  };
}

/** A list. */
export function listOf(items: Schema, description: string): Schema {
  return { type: "array", items, description };
}

/** An object with these members, all of which are there but the optional ones. */
export function record(
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", description, properties, required };
}

/** The schema that stands under a name among those of the description. */
export function named(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** A page of a list under `member`, and how to go on behind it. */
export function pageOf(member: string, items: Schema, description: string): Schema {
  return record(description, {
    [member]: listOf(items, "Newest first."),
    next: orNull(text("Given as `after` it leads to the next page; null at the end.")),
  });
}
