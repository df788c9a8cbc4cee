import type { FieldKind } from "../../../core/event/vocabulary.ts";
import { checkTemplate } from "../../../core/language/template.ts";
import { SHORT_FIELDS } from "../../../core/event/vocabulary.ts";
import type { WrittenForEach } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { forEach, sequence } from "../blocks.ts";
import type { Block } from "../blocks.ts";
import type { CompileContext } from "../compile-context.ts";
import { describePath, ROOTS } from "../conditions/data-paths.ts";
import { checkTemplates } from "../checks/templates-check.ts";
import type { StepSource } from "./step-source.ts";

const DEFAULT_MAXIMUM = 50;
const DEFAULT_NAME = "item";

/** The steps of `for_each`, between the instructions that lead from item to item. */
export function compileForEach(written: WrittenForEach, source: StepSource, context: CompileContext): Block {
  const { path, origin, compileSteps } = source;
  const { in: list, as = DEFAULT_NAME, max = DEFAULT_MAXIMUM } = written;
  if (context.items.size > 0) {
    const message = "`for_each` cannot be used inside `for_each`";
    const hint = "`emit` an event for each item, and go over the inner list in a rule of its own";
    context.findings.error({ code: "misplaced-key", path, which: "key", message, hint });
    return sequence([]);
  }
  checkName(as, [...path, "as"], context);
  const listPath = checkList(list, [...path, "in"], context);
  const items = new Map([[as, { list: listPath }]]);
  const body = compileSteps(written.do, [...path, "do"], { ...context, items });
  return forEach({ ...origin, list, as, max }, body);
}

function checkName(name: string, path: Path, context: CompileContext): void {
  if (![...ROOTS, ...SHORT_FIELDS, ...CONDITION_WORDS].includes(name)) return;
  const message = `"${name}" is a name of something else already`;
  context.findings.error({ code: "invalid-name", path, message, hint: "call it after what an item is, such as line" });
}

const CONDITION_WORDS = ["all", "any", "not", "open", "closed", "history", "logic"];

/** The data path of a list; null when it is not known, or is reported to be none. */
function checkList(list: string, path: Path, context: CompileContext): string | null {
  const { problem, reads } = checkTemplate(list);
  if (problem !== null || reads.length > 0) {
    const [read] = reads;
    if (problem !== null || /^\{\{[^{}]*\}\}$/.test(list.trim())) {
      checkTemplates(list, path, context);
      return reads.length === 1 ? (read?.path ?? null) : null;
    }
    const message = "a text is no list";
    const hint = "write the path of a list, such as event_data.lines, or a template of one placeholder";
    context.findings.error({ code: "wrong-value", path, message, hint });
    return null;
  }
  const { kind, problem: unknown } = describePath(list, context);
  if (unknown !== null) context.findings[unknown.severity]({ ...unknown, path });
  else if (!LISTS.includes(kind)) {
    const hint = "`for_each` goes over lists, such as event_data.lines";
    context.findings.error({ code: "wrong-value", path, message: `"${list}" is no list`, hint });
  }
  return list;
}

const LISTS: readonly FieldKind[] = ["list", "any"];
