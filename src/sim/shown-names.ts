import type { JsonObject, JsonValue } from "../core/base/json.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";

/**
 * A request, or what is expected of one, as text, without what is not set; behind an id of Heymarket stands the name that
 * heyrules.yaml gives it.
 */
export function shownRequest(request: JsonObject, settings: Pick<Settings, "names" | "inboxes">): string {
  const { members, surveys, templates, lists } = settings.names;
  const named: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {
    ...{ user: members, assignee: members, creator_id: members, survey: surveys },
    ...{ template: templates, template_id: templates },
    ...{ add: lists, remove: lists, inbox_id: settings.inboxes, transfer_inbox_id: settings.inboxes },
  };
  const set = Object.entries(request).filter(([, value]) => value !== null);
  const shown = set.map(([key, value]): [string, JsonValue] => {
    const ids = named[key];
    return [key, ids === undefined ? value : withNames(value, ids)];
  });
  return JSON.stringify(Object.fromEntries(shown));
}

function withNames(value: JsonValue, ids: Readonly<Record<string, string | number>>): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withNames(item, ids));
  if (typeof value !== "string" && typeof value !== "number") return value;
  const name = Object.keys(ids).find((each) => String(ids[each]) === String(value));
  return name === undefined ? value : `${name} (${value})`;
}
