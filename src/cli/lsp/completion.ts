import { CompletionItemKind } from "vscode-languageserver/node";
import type { CompletionItem } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { dataAt, gapAt, isGap } from "../../compile/yaml/cursor.ts";
import type { Cursor } from "../../compile/yaml/cursor.ts";
import type { Path } from "../../compile/yaml/document.ts";
import type { SchemaName } from "../../compile/yaml/schema/schema.ts";
import { schemaPlace } from "../../compile/yaml/schema/schema-words.ts";
import type { SchemaPlace, SchemaWord } from "../../compile/yaml/schema/schema-words.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { EVENT_TYPES, SHORT_FIELDS } from "../../core/event/vocabulary.ts";
import type { CheckedProject } from "./project/checked-project.ts";
import { eventWords, fieldWords } from "./language-words.ts";
import { configuredNames, isConfigured, nameKindAt } from "./names.ts";
import { fieldsAt, fullPath, matchersFor } from "./rule-data.ts";

/** A file in which something is asked for, with what is known of its project. */
export interface OpenFile {
  readonly document: TextDocument;
  readonly kind: SchemaName;
  readonly project: Pick<CheckedProject, "rules" | "settings"> | null;
}

/** What can be written at an offset of a file. */
export function completionsAt({ document, kind, project }: OpenFile, offset: number): readonly CompletionItem[] {
  const text = document.getText();
  const cursor = gapAt(text, offset);
  if (cursor === null) return [];
  const place = schemaPlace(kind, cursor.path);
  const range = { start: document.positionAt(cursor.start), end: document.positionAt(cursor.end) };
  const item = (kindOfItem: CompletionItemKind, tail = ""): ((word: SchemaWord, index: number) => CompletionItem) => {
    return ({ word, description }, index) => ({
      label: word,
      kind: kindOfItem,
      sortText: String(index).padStart(4, "0"),
      ...(description === null ? {} : { documentation: { kind: "markdown", value: description } }),
      textEdit: { range, newText: `${word}${tail}` },
    });
  };
  if (isInTemplate(text, cursor.start)) {
    const fields = fieldsAt(cursor.data, cursor.path, project?.settings ?? null);
    return fields
      .map(({ path }) => ({ word: path, description: fieldWords(path) }))
      .map(item(CompletionItemKind.Field));
  }
  const isKey = cursor.part === "key";
  const keys = isKey ? keysAt(cursor, place, { kind, project }) : [];
  const values = cursor.takesValue ? valuesAt(cursor, place, { kind, project }) : [];
  const colon = /^\s*:/.test(text.slice(cursor.end)) ? "" : ": ";
  return [...values.map(item(CompletionItemKind.Value)), ...keys.map(item(CompletionItemKind.Property, colon))];
}

type Asked = Omit<OpenFile, "document">;

function isInTemplate(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return line.lastIndexOf("{{") > line.lastIndexOf("}}");
}

function keysAt({ path, data }: Cursor, place: SchemaPlace, { kind, project }: Asked): readonly SchemaWord[] {
  const mapping = dataAt(data, path);
  const written = isJsonObject(mapping) ? Object.keys(mapping) : [];
  const free = (words: readonly SchemaWord[]): readonly SchemaWord[] =>
    words.filter(({ word }) => !written.includes(word));
  if (kind !== "rule") return free(place.keys);
  const fields = fieldsAt(data, path, project?.settings ?? null);
  if (isCondition(place)) {
    const known = fields.map(({ path: field }) => field);
    const short = SHORT_FIELDS.filter((name) => known.includes(fullPath(name)));
    const words = [...short, ...known.filter((field) => !short.some((name) => fullPath(name) === field))];
    const combinations = place.keys.filter(({ word }) => COMBINATIONS.includes(word));
    return free([...combinations, ...words.map((word) => ({ word, description: fieldWords(word) }))]);
  }
  const field = path.at(-1);
  if (isMatcher(place) && typeof field === "string") {
    const fitting = matchersFor(field, fields);
    return free(place.keys.filter(({ word }) => fitting.includes(word)));
  }
  return free(place.keys);
}

const COMBINATIONS = ["all", "any", "not", "open", "closed", "history", "logic"];

function isCondition({ keys }: SchemaPlace): boolean {
  return COMBINATIONS.every((word) => keys.some((key) => key.word === word));
}

function isMatcher({ keys }: SchemaPlace): boolean {
  return ["words", "has_any", "older_than"].every((word) => keys.some((key) => key.word === word));
}

function valuesAt({ path, data }: Cursor, place: SchemaPlace, { kind, project }: Asked): readonly SchemaWord[] {
  const isOpen = place.values.length === 0 && !isMatcher(place);
  const booleans = place.types.includes("boolean") && isOpen ? ["true", "false"] : [];
  const plain = [...place.values, ...booleans.map((word) => ({ word, description: null }))];
  const named = kind === "rule" || path.includes("sender") ? nameKindAt(path) : null;
  if (named === null) return plain.length === 0 && kind === "rule" ? enumAt(path, data, project) : plain;
  if (named === "event") return eventTypeWords(project, plain);
  if (named === "tag") return wordsOnly(tagsIn(data));
  if (named === "rule") return (project?.rules ?? []).map(({ id, name }) => ({ word: id, description: name }));
  const settings = project?.settings ?? null;
  if (!isConfigured(named) || settings === null || !takesText(place)) return plain;
  const names = configuredNames(named, settings);
  return names.length === 0 ? plain : names;
}

function takesText({ types }: SchemaPlace): boolean {
  return types.length === 0 || types.includes("string");
}

/** The values of a field that has only some. */
function enumAt(path: Path, data: Cursor["data"], project: Asked["project"]): readonly SchemaWord[] {
  const keys = path.filter((segment) => typeof segment === "string");
  const fields = fieldsAt(data, path, project?.settings ?? null);
  const field = keys
    .slice(-2)
    .map(fullPath)
    .map((name) => fields.find((each) => each.path === name));
  return wordsOnly(field.find((each) => each?.values !== undefined)?.values ?? []);
}

function eventTypeWords(project: Asked["project"], known: readonly SchemaWord[]): readonly SchemaWord[] {
  const words = EVENT_TYPES.map((word) => ({ word, description: eventWords(word) }));
  const outside = Object.entries(project?.settings?.sources ?? {}).flatMap(([name, { outside: of }]) =>
    of === null ? [] : [`${name}.${"name" in of.type ? of.type.name : ""}`],
  );
  const raised = (project?.rules ?? []).flatMap(({ program }) =>
    program.flatMap((step) => (step.op === "effect" && step.effect.action === "emit" ? [step.effect.event] : [])),
  );
  const rest = known.filter(({ word }) => !EVENT_TYPES.includes(word) && /^[a-z_.]+$/.test(word));
  return [...words, ...wordsOnly([...new Set([...outside, ...raised])]), ...rest];
}

function wordsOnly(words: readonly string[]): readonly SchemaWord[] {
  return words.map((word) => ({ word, description: null }));
}

/** Tags that the steps of a file add or remove. */
function tagsIn(data: JsonValue): readonly string[] {
  const tags = new Set<string>();
  const look = (value: JsonValue, keys: readonly string[]): void => {
    const isTag = keys.at(-2) === "tag" && (keys.at(-1) === "add" || keys.at(-1) === "remove");
    if (typeof value === "string" && isTag && !value.includes("{{")) tags.add(value);
    if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) look(item, keys);
    else if (isJsonObject(value)) for (const [key, below] of Object.entries(value)) look(below, [...keys, key]);
  };
  look(data, []);
  return [...tags].filter((tag) => !isGap(tag)).toSorted();
}
