import type { Hover } from "vscode-languageserver/node";
import { stringify } from "yaml";
import { wordAt } from "../../compile/yaml/cursor.ts";
import type { Cursor } from "../../compile/yaml/cursor.ts";
import { schemaPlace } from "../../compile/yaml/schema/schema-words.ts";
import type { SchemaPlace } from "../../compile/yaml/schema/schema-words.ts";
import { canonicalType, EVENT_TYPES } from "../../core/event/vocabulary.ts";
import { summariseRule } from "../../show/rules/rule-summary.ts";
import type { Style } from "../../show/text/style.ts";
import { eventWords, fieldWords } from "./language-words.ts";
import type { OpenFile } from "./completion.ts";
import type { CheckedProject } from "./project/checked-project.ts";
import { configuredNames, isConfigured, nameKindAt } from "./names.ts";
import { fieldsAt, fullPath, matchersFor } from "./rule-data.ts";

/** What the project of a file is asked for by {@link hoverAt}. */
type KnownProject = Pick<CheckedProject, "rules" | "tests" | "settings">;

/** What the word at an offset means, in plain words; null when there is nothing to say. */
export function hoverAt(
  { document, kind }: Pick<OpenFile, "document" | "kind">,
  offset: number,
  { project, style, now }: { readonly project: KnownProject | null; readonly style: Style; readonly now: number },
): Hover | null {
  const cursor = wordAt(document.getText(), offset);
  if (cursor === null) return null;
  const place = schemaPlace(kind, cursor.path);
  const parts = cursor.part === "key" ? keyWords(cursor, place, kind === "rule") : valueWords(cursor, place, project);
  const rule = kind === "rule" ? ruleWords(cursor, project, { style, now }) : [];
  const value = [...parts, ...rule].join("\n\n");
  if (value === "") return null;
  const range = { start: document.positionAt(cursor.start), end: document.positionAt(cursor.end) };
  return { contents: { kind: "markdown", value }, range };
}

function keyWords({ word, path, data }: Cursor, place: SchemaPlace, isRule: boolean): readonly string[] {
  const field = isRule ? fieldWords(word) : null;
  const isField = place.keys.some((key) => key.word === "has_any");
  const description = (isField ? field : null) ?? place.description;
  if (description === null) return [];
  const matchers = isField ? matchersFor(word, fieldsAt(data, path, null)).map((name) => `\`${name}\``) : [];
  return [
    `**${word}**${isField && fullPath(word) !== word ? ` (\`${fullPath(word)}\`)` : ""}`,
    description,
    ...(matchers.length === 0 ? [] : [`Matchers: ${matchers.join(" ")}`]),
    ...(isField ? [] : valueList(place)),
    ...place.examples.slice(0, 3).map((example) => `\`\`\`yaml\n${stringify({ [word]: example }).trimEnd()}\n\`\`\``),
  ];
}

function valueList({ values, types }: SchemaPlace): readonly string[] {
  const closed = values.filter(({ description }) => description !== null);
  if (closed.length > 0)
    return [closed.map(({ word, description }) => `- \`${word}\`: ${description ?? ""}`).join("\n")];
  return types.length === 0 && values.length > 0 ? [values.map(({ word }) => `\`${word}\``).join(" ")] : [];
}

function valueWords({ word, path }: Cursor, place: SchemaPlace, project: KnownProject | null): readonly string[] {
  const named = nameKindAt(path);
  const type = canonicalType(word);
  if (named === "event" && EVENT_TYPES.includes(type)) return [`**${word}**`, eventWords(type) ?? ""];
  if (named === "rule") {
    const rule = project?.rules.find(({ id }) => id === word);
    return rule === undefined ? [] : [`**${word}**`, rule.name ?? `a rule of ${rule.file}`];
  }
  if (named !== null && isConfigured(named) && project?.settings != null) {
    return configuredNames(named, project.settings)
      .filter((name) => name.word === word)
      .map(({ description }) => description);
  }
  const { description } = place.values.find((value) => value.word === word) ?? {};
  return description == null ? [] : [`**${word}**`, description];
}

/** The whole rule in words, as `heyrules rules show` tells it, at its id. */
function ruleWords(
  { path, part, word }: Cursor,
  project: KnownProject | null,
  look: { readonly style: Style; readonly now: number },
): readonly string[] {
  if (part !== "key" || path.length !== 2 || path[0] !== "rules" || project?.settings == null) return [];
  const rule = project.rules.find(({ id }) => id === word);
  if (rule === undefined) return [];
  const tests = project.tests.filter(({ ruleId }) => ruleId === word).length;
  return [`\`\`\`text\n${summariseRule(rule, { ...look, settings: project.settings, tests }).join("\n")}\n\`\`\``];
}
