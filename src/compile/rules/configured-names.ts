import { suggest } from "../../core/base/suggest.ts";
import { kindsFor, traitsOf } from "../../core/model/ruleset/connection-kind.ts";
import { canonicalType, EVENT_TYPES, isOutsideType, isRaisedType } from "../../core/event/vocabulary.ts";
import type { ConnectionAction, ConnectionKind } from "../../core/model/ruleset/connection-kind.ts";
import type { Named } from "../../core/model/ruleset/action.ts";
import { CALLBACK_SOURCE, SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { Settings, VendorNames } from "../../core/model/ruleset/settings.ts";
import { settingsOfSource } from "../../core/model/source.ts";
import { equalityKey } from "../../core/language/operators.ts";
import type { Path } from "../yaml/document.ts";
import type { WrittenId } from "../generated/written-rule.ts";
import type { NameContext } from "./compile-context.ts";

/** An event type in its one spelling, or null when there is none of that name, which is reported. */
export function resolveType(name: string, path: Path, context: NameContext): string | null {
  const type = canonicalType(name);
  if (EVENT_TYPES.includes(type)) return type;
  if (isRaisedType(type)) return type;
  const known = [...EVENT_TYPES, ...outsideTypes(context.settings), "custom.<name>"];
  if (isOutsideType(type) && isOutsideEvent(type, context.settings)) return type;
  const hint = suggest(name, known) ?? intendedEvent(name) ?? `events: ${known.join(", ")}`;
  const message = `there is no event "${name}"${whyNone(type, context.settings)}`;
  context.findings.error({ code: "unknown-event", path, message, hint });
  return null;
}

function whyNone(type: string, { sources }: Settings): string {
  if (!isOutsideType(type)) return "";
  const source = outsideSourceOf(type);
  if (source === "custom") return ": a name has lower-case letters, digits, _ and -";
  if (!Object.hasOwn(sources, source)) return `: heyrules.yaml has no source "${source}"`;
  return sources[source]?.outside == null ? `: the source "${source}" is one of Heymarket` : "";
}

/** An event as other tools call it, as it is called here; null for any other. */
function intendedEvent(name: string): string | null {
  const meant = FOREIGN_EVENTS.find(([pattern]) => pattern.test(name));
  return meant === undefined ? null : `write ${meant[1]}`;
}

const FOREIGN_EVENTS: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/call/i, "incoming_call"],
  [/opt.?out|unsubscrib|stop/i, "target_opt_out"],
  [/opt.?in|subscrib/i, "target_opt_in"],
  [/clos|resolv|done/i, "chat_closed"],
  [/assign/i, "chat_reassigned"],
  [/(message|sms|text).?(out|sent|deliver)|(out|sent|outgoing|outbound).?(message|sms|text)/i, "message_sent"],
  [/message|sms|text|inbound/i, "message_recieved"],
  [/cron|schedule|every|daily|time/i, 'on: { schedule: "0 9 * * 1-5" }'],
];

/** The name of the source that an event of another system comes from. */
export function outsideSourceOf(type: string): string {
  return type.slice(0, type.indexOf("."));
}

/** Whether a configured source may have events of a type: those of a source that reads the name in the body may be any. */
function isOutsideEvent(type: string, settings: Settings): boolean {
  const name = outsideSourceOf(type);
  const outside = settingsOfSource(name, settings)?.outside ?? null;
  if (outside === null) return false;
  return "path" in outside.type ? type.length > name.length + 1 : type === `${name}.${outside.type.name}`;
}

/** Event types of other systems, as far as the configuration names them. */
function outsideTypes({ sources }: Settings): readonly string[] {
  return Object.entries(sources).flatMap(([name, { outside }]) => {
    if (outside === null) return [];
    return [`${name}.${"name" in outside.type ? outside.type.name : "<name>"}`];
  });
}

/** The id of an inbox given by name or id, or null when there is none, which is reported. A bare id is taken as it is. */
export function resolveInbox(written: WrittenId, path: Path, context: NameContext): string | null {
  const { inboxes } = context.settings;
  const name = String(written);
  if (Object.hasOwn(inboxes, name)) return inboxes[name] ?? null;
  if (/^[0-9]+$/.test(name)) return name;
  reportUnknown({ what: "inbox", section: "inboxes", name, names: Object.keys(inboxes) }, path, context);
  return null;
}

/** The name of a calendar, or null when there is none, which is reported. */
export function resolveCalendar(name: string, path: Path, context: NameContext): string | null {
  const names = Object.keys(context.settings.calendars);
  if (names.includes(name)) return name;
  reportUnknown({ what: "calendar", section: "calendars", name, names }, path, context);
  return null;
}

/** Reports a source of events that is not configured. */
export function checkSource(name: string, path: Path, context: NameContext): void {
  const names = [...new Set([DEFAULT_SOURCE, ...Object.keys(context.settings.sources)])];
  if (!names.includes(name)) reportUnknown({ what: "source", section: "sources", name, names }, path, context);
}

/** Names that `event.source` may have: of what is configured, and of what the engine makes itself. */
export function originNames({ sources }: Pick<Settings, "sources">): readonly string[] {
  return [...new Set([DEFAULT_SOURCE, ...Object.keys(sources), ...OWN_ORIGINS])];
}

const OWN_ORIGINS = ["sweep", SCHEDULE_TYPE, CALLBACK_SOURCE];

/** What `event.source` is compared with, as the data has it; null when there is no such source, which is reported. */
export function resolveOrigin(written: string, path: Path, context: NameContext): string | null {
  const found = originNames(context.settings).find((name) => equalityKey(name) === equalityKey(written));
  if (found === undefined) checkSource(written, path, context);
  return found ?? null;
}

/** Reports a connection that is not configured, or that is of another kind than the action needs. */
export function checkConnection(name: string, path: Path, context: NameContext, action?: ConnectionAction): void {
  const { connections } = context.settings;
  const kind = Object.hasOwn(connections, name) ? connections[name] : undefined;
  if (kind === undefined) {
    reportUnknown({ what: "connection", section: "connections", name, names: Object.keys(connections) }, path, context);
  } else if (action !== undefined && !traitsOf(kind).actions.includes(action)) {
    context.findings.error({
      code: "wrong-connection-kind",
      path,
      message: `the connection "${name}" is of kind ${kind}, which \`${action}\` cannot use`,
      hint: hintFor(action, kind),
    });
  }
}

function hintFor(action: ConnectionAction, kind: ConnectionKind): string {
  const fitting = traitsOf(kind)
    .actions.map((name) => `\`${name}\``)
    .join(" or ");
  return action === "http" ? `use ${fitting}` : `use ${fitting}, or a connection of kind ${kindsFor(action)}`;
}

const WORDS = {
  members: { what: "member", code: "unknown-member" },
  surveys: { what: "survey", code: "unknown-survey" },
  templates: { what: "template", code: "unknown-template" },
  lists: { what: "list", code: "unknown-list" },
} as const;

/**
 * The id of a thing of Heymarket given by its id or its name in heyrules.yaml; another name stays, and Heymarket is asked
 * for it when the step is done. One that is nearly a name in heyrules.yaml is reported.
 */
export function resolveNamed(section: keyof VendorNames, written: Named, path: Path, context: NameContext): Named {
  const names = context.settings.names[section];
  const name = String(written).trim();
  if (Object.hasOwn(names, name)) return names[name] ?? name;
  if (/^[1-9]\d{0,14}$/.test(name)) return Number(name);
  if (name.includes("{{")) return name;
  const hint = suggest(name, Object.keys(names));
  if (hint !== null) {
    const { what, code } = WORDS[section];
    const message = `there is no ${what} "${name}" under \`heymarket.${section}\` in heyrules.yaml`;
    context.findings.error({ code, path, message, hint: `${hint}; or write its id` });
  }
  return name;
}

function reportUnknown(
  unknown: {
    readonly what: "inbox" | "calendar" | "connection" | "source";
    readonly section: string;
    readonly name: string;
    readonly names: readonly string[];
  },
  path: Path,
  context: NameContext,
): void {
  const { what, section, name, names } = unknown;
  if (name.includes("{{")) {
    reportTemplate(what, path, context);
    return;
  }
  const known = names.length > 0 ? `${section}: ${names.join(", ")}` : `add it under \`${section}\``;
  context.findings.error({
    code: `unknown-${what}`,
    path,
    message: `there is no ${what} "${name}" in heyrules.yaml`,
    hint: suggest(name, names) ?? known,
  });
}

/** Reports a template where a name must be known before anything runs. */
export function reportTemplate(
  what: "inbox" | "calendar" | "connection" | "source" | "member",
  path: Path,
  { findings }: NameContext,
): void {
  const message = `a template cannot stand here: the ${what} must be known before the rule runs`;
  const hint = "write the name itself; in a step, a `choose` with one branch for each";
  findings.error({ code: `unknown-${what}`, path, message, hint });
}
