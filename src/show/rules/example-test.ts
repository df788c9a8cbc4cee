import { stringify } from "yaml";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { TestEvent, TestGiven } from "../../core/model/ruleset/rule-test.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import { inboxName } from "../../core/language/rule-data.ts";

/** An event to be shown as a test, and what is known before it. */
export interface ShownExample {
  readonly now: number;
  readonly event: TestEvent;
  readonly given: Pick<TestGiven, "contact" | "optState">;
}

/** An example as it stands below `tests:` of a rule that it does not start. */
export function exampleTest(name: string, { now, event, given }: ShownExample, settings: Settings): JsonObject {
  const { contact, optState } = given;
  const { phone, first, last, timezone, custom, tags } = contact;
  const known = withoutEmpty({ phone, name: contact.name, first, last, timezone, tags, custom });
  const givenParts = withoutEmpty({
    contact: known,
    ...(optState === "out" ? { opted_out: true } : optState === "held" ? { held: true } : {}),
  });
  const { type, source, author, fields } = event;
  const { inbox = null, ...others } = fields;
  const inboxShown = typeof inbox === "string" ? inboxName(inbox, settings) : null;
  return withoutEmpty({
    name,
    now: isoInZone(now, settings.timezone),
    given: givenParts,
    events: [withoutEmpty({ event: type, source, author, inbox: inboxShown, ...others })],
    expect: [],
  });
}

/** An example as lines of YAML, ready to be pasted. */
export function exampleLines(test: JsonObject): readonly string[] {
  const lines = stringify([test], { lineWidth: 0 }).trimEnd().split("\n");
  return lines.map((line) => line.replace(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu, ""));
}

/** Without what is not there; `expect: []` says that nothing is to happen. */
function withoutEmpty(value: JsonObject): JsonObject {
  const isThere = (key: string, item: JsonValue): boolean =>
    item !== null && (key === "expect" || typeof item !== "object" || Object.keys(item).length > 0);
  return Object.fromEntries(Object.entries(value).filter(([key, item]) => isThere(key, item)));
}
