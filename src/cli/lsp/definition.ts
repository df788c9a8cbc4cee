import type { Location } from "vscode-languageserver/node";
import { wordAt } from "../../compile/yaml/cursor.ts";
import { parseDocument } from "../../compile/yaml/document.ts";
import type { Position } from "../../core/base/diagnostic.ts";
import type { CheckedProject } from "./project/checked-project.ts";
import { uriOf } from "./editor-places.ts";
import { configPathOf, nameKindAt } from "./names.ts";

/** Where the name at an offset of a rule file is given: in heyrules.yaml, or of a rule, where it stands; null when it is none. */
export function definitionAt(
  text: string,
  offset: number,
  { project, configText }: { readonly project: CheckedProject; readonly configText: string },
): Location | null {
  const cursor = wordAt(text, offset);
  const named = cursor === null ? null : nameKindAt(cursor.path);
  if (cursor?.part !== "value" || named === null) return null;
  if (named === "rule") {
    const rule = project.rules.find(({ id }) => id === cursor.word);
    return rule === undefined ? null : locationOf(rule.file, rule.place);
  }
  const path = configPathOf(named, cursor.word);
  const { config } = project.globals;
  const { document } = parseDocument({ file: config, text: configText });
  if (path === null || document === null) return null;
  const place = document.positionOf(path, "key");
  // Of what is not there, the position is that of its section.
  const section = document.positionOf(path.slice(0, -1), "key");
  return place.line === section.line && place.column === section.column ? null : locationOf(config, place);
}

function locationOf(file: string, { line, column }: Position): Location {
  const at = { line: line - 1, character: column - 1 };
  return { uri: uriOf(file), range: { start: at, end: at } };
}
