import type { Path } from "../../compile/yaml/document.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";

/** What a place in a rule file names. */
export type NameKind = keyof typeof SECTIONS | "rule" | "event" | "tag";

/** Where in heyrules.yaml things get their names. */
const SECTIONS = {
  calendar: ["calendars"],
  inbox: ["inboxes"],
  connection: ["connections"],
  source: ["sources"],
  member: ["heymarket", "members"],
  survey: ["heymarket", "surveys"],
  template: ["heymarket", "templates"],
  list: ["heymarket", "lists"],
} as const;

/** What the value of a key names. */
const KINDS: Readonly<Record<string, NameKind>> = {
  open: "calendar",
  closed: "calendar",
  clock: "calendar",
  inbox: "inbox",
  "event.inbox": "inbox",
  connection: "connection",
  source: "source",
  "event.source": "source",
  user: "member",
  sender: "member",
  "contact.owner": "member",
  "chat.assigned": "member",
  survey: "survey",
  template: "template",
  rule: "rule",
  rules: "rule",
  event: "event",
  on: "event",
  cancel_on: "event",
  missing: "event",
  type: "event",
  "event.type": "event",
  "contact.tags": "tag",
};

const MATCHER_KEYS = ["is", "not", "has", "has_any", "has_all"];

/** What is named at a place; null when it is no name. */
export function nameKindAt(path: Path): NameKind | null {
  const keys = path.filter((segment) => typeof segment === "string");
  const last = keys.at(-1);
  const parent = keys.at(-2);
  if (last === undefined) return null;
  if (last === "add" || last === "remove") return parent === "tag" || parent === "list" ? parent : null;
  if (last === "after") return keys.includes("on") && parent !== "events" ? "event" : null;
  if (MATCHER_KEYS.includes(last) && parent !== undefined) return kindOf(parent) ?? kindOf(last);
  return kindOf(last);
}

function kindOf(key: string): NameKind | null {
  return Object.hasOwn(KINDS, key) ? (KINDS[key] ?? null) : null;
}

/** Where in heyrules.yaml a name is given; null for what is not given there. */
export function configPathOf(kind: NameKind, name: string): Path | null {
  return kind === "rule" || kind === "event" || kind === "tag" ? null : [...SECTIONS[kind], name];
}

/** A name of heyrules.yaml, and what it stands for. */
export interface ConfiguredName {
  readonly word: string;
  readonly description: string;
}

/** The names heyrules.yaml gives things of a kind. */
export function configuredNames(kind: keyof typeof SECTIONS, settings: Settings): readonly ConfiguredName[] {
  const { inboxes, calendars, connections, sources, names } = settings;
  const named = (values: Readonly<Record<string, unknown>>): readonly ConfiguredName[] =>
    Object.entries(values).map(([word, value]) => ({ word, description: `The ${kind} \`${word}\`, ${String(value)}` }));
  switch (kind) {
    case "calendar":
      return Object.values(calendars).map(({ name, timezone }) => ({
        word: name,
        description: `The calendar \`${name}\`, opening hours in ${timezone}`,
      }));
    case "inbox":
      return named(inboxes);
    case "connection":
      return Object.entries(connections).map(([word, of]) => ({
        word,
        description: `The connection \`${word}\` of kind ${of}`,
      }));
    case "source":
      return [...new Set([DEFAULT_SOURCE, ...Object.keys(sources)])].map((word) => ({
        word,
        description: `The source of events \`${word}\``,
      }));
    case "member":
      return named(names.members);
    case "survey":
      return named(names.surveys);
    case "template":
      return named(names.templates);
    case "list":
      return named(names.lists);
  }
}

/** Whether things of a kind get their names in heyrules.yaml. */
export function isConfigured(kind: NameKind): kind is keyof typeof SECTIONS {
  return Object.hasOwn(SECTIONS, kind);
}
