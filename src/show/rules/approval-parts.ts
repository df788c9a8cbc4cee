import type { Instruction, Rule } from "../../core/model/ruleset/rule.ts";
import { printableJson } from "../text/printable.ts";

/** What a program does for a text that a person approves, of which the author wrote only that they do. */
export interface ApprovalParts {
  /** Whether a step is one of those: the text that is set aside, and the note that asks. */
  readonly has: (instruction: Instruction) => boolean;
  /** A line with the text itself where it names the one that was set aside. */
  readonly told: (line: string) => string;
}

/** The parts of approvals in the program of a rule. */
export function approvalParts({ program }: Pick<Rule, "program">): ApprovalParts {
  const asking = program.flatMap((one) => (one.op === "await" && one.approves !== undefined ? [one] : []));
  const names = new Set(asking.map(({ approves }) => approves));
  const paths = new Set(asking.map(({ path }) => path));
  const texts = program
    .flatMap((one) => (one.op === "set" ? one.values : []))
    .flatMap((value) => (names.has(value.name) && "value" in value ? [[value.name, value.value] as const] : []));
  return {
    has: (one) =>
      (one.op === "set" && one.values.every(({ name }) => names.has(name))) ||
      (one.op === "effect" && one.effect.action === "note" && paths.has(one.path)),
    told: (line) =>
      texts.reduce(
        (told, [name, text]) => told.replace(`{{ vars.${name} }}`, () => printableJson(text).slice(1, -1)),
        line,
      ),
  };
}
