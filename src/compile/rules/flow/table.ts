import type { JsonValue } from "../../../core/base/json.ts";
import type { Condition, Variable } from "../../../core/model/ruleset/rule.ts";
import type { WrittenCondition, WrittenTable } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { firstOf, single } from "../blocks.ts";
import type { Block, Branch } from "../blocks.ts";
import { placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import { compileCondition } from "../conditions/conditions.ts";
import { warnOfConditions } from "../checks/conditions-as-values.ts";
import { checkTemplates } from "../checks/templates-check.ts";
import { allOf } from "./branches.ts";
import { inCell } from "./cell.ts";
import type { StepSource } from "./step-source.ts";

/** Stands in a cell that takes every value. */
const ANY = "any";

/** A branch for each row of a table: its condition cells lead to a `set` of its value cells. */
export function compileTable(written: WrittenTable, { path }: StepSource, context: CompileContext): Block {
  const { columns, rows, hit = "first" } = written;
  const whole = columns.if.length + columns.set.length;
  const branches = (rows as readonly (readonly JsonValue[])[]).flatMap((cells, index): readonly Branch[] => {
    const row = [...path, "rows", index];
    if (cells.length !== whole) {
      const message = `a row has a cell for each column, ${whole} in all, and this one has ${cells.length}`;
      const hint = `columns: ${[...columns.if, ...columns.set].join(", ")}`;
      context.findings.error({ code: "invalid-value", path: row, message, hint });
      return [];
    }
    const conditions = conditionCells(columns.if, { cells, row }, context);
    checkReach({ row, isLast: index === rows.length - 1, isElse: conditions.length === 0, hit }, context);
    return [branchOf(conditions, valueCells(columns, { cells, row }, context), row, context)];
  });
  for (const name of columns.set) context.vars.set(name, null);
  return hit === "first" ? firstOf(branches) : allOf(branches);
}

interface Row {
  readonly cells: readonly JsonValue[];
  readonly row: Path;
}

/** The conditions of a row, each at its cell; null for one with a problem, which is reported. */
function conditionCells(
  fields: readonly string[],
  { cells, row }: Row,
  context: CompileContext,
): readonly (Condition | null)[] {
  return fields.flatMap((field, column) => {
    const cell = cells[column] ?? null;
    if (cell === ANY) return [];
    const at = inCell(context, [...row, column]);
    return [compileCondition({ [field]: cell } as WrittenCondition, [...row, column], at)];
  });
}

function valueCells({ if: fields, set: names }: WrittenTable["columns"], { cells, row }: Row, context: CompileContext) {
  return names.map((name, index): Variable => {
    const column = fields.length + index;
    const value = cells[column] ?? null;
    checkTemplates(value, [...row, column], context);
    warnOfConditions(value, [...row, column], context);
    return { name, value };
  });
}

function branchOf(
  cells: readonly (Condition | null)[],
  values: readonly Variable[],
  row: Path,
  context: CompileContext,
): Branch {
  const path = placeOf(row);
  const place = context.document.positionOf(row);
  const children = cells.filter((cell) => cell !== null);
  const condition: Condition | null = cells.length === 0 ? null : { kind: "all", path, place, children };
  return {
    condition: condition && { path, place, condition },
    body: single({ op: "set", path, place, values }),
  };
}

function checkReach(
  row: { readonly row: Path; readonly isLast: boolean; readonly isElse: boolean; readonly hit: string },
  { findings }: CompileContext,
): void {
  if (!row.isElse || row.isLast || row.hit === "all") return;
  const message = "this row fits always, so none below it is looked at";
  findings.error({ code: "misplaced-key", path: row.row, message, hint: "move it to the end, or write `hit: all`" });
}
