import { placeOf } from "../../core/base/diagnostic.ts";
import type { ConditionTrace } from "../../core/model/trace.ts";
import { printable, printableJson, shorten } from "../text/printable.ts";
import type { Style } from "../text/style.ts";

/** Longest value of a leaf, in characters. */
const VALUE_LENGTH = 160;

/**
 * Lines that say how a condition was evaluated: every node with ✓, ✗, – (not reached) or ! (error), its place in the
 * file, and under a leaf the values it read.
 */
export function formatConditionTree(
  trace: ConditionTrace,
  place: { readonly file: string; readonly style: Style; readonly indent: string },
): readonly string[] {
  const { file, style, indent } = place;
  const head = `${indent}${glyphOf(trace.result, style)} ${labelOf(trace)}  ${style.dim(printable(placeOf({ file, ...trace.place })))}`;
  const values = Object.entries(trace.values ?? {}).map(
    ([path, value]) => `${indent}    ${printable(path)} = ${shorten(printableJson(value), VALUE_LENGTH)}`,
  );
  const error = trace.error === undefined ? [] : [`${indent}    ${printable(trace.error)}`];
  const children = (trace.children ?? []).flatMap((child) =>
    formatConditionTree(child, { ...place, indent: `${indent}  ` }),
  );
  return [head, ...values, ...error, ...children];
}

function glyphOf(result: ConditionTrace["result"], style: Style): string {
  switch (result) {
    case "pass":
      return style.green("✓");
    case "fail":
      return style.red("✗");
    case "not_reached":
      return style.dim("–");
    case "error":
      return style.yellow("!");
  }
}

function labelOf(trace: ConditionTrace): string {
  const label = trace.written ?? nodeLabel(trace.path);
  return trace.result === "not_reached" ? `${printable(label)} (not reached)` : printable(label);
}

/** Nodes are named in the file by the key they stand under; a list or mapping without key means all of it. */
function nodeLabel(path: string): string {
  const key = path.slice(path.lastIndexOf("/") + 1);
  return key === "not" ? "not" : key === "any" ? "any of" : "all of";
}
