import type { Mention } from "../../app/doctor/questions.ts";
import type { TeamSetUp } from "../../app/sandbox.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { mentionsOf } from "../../doctor/names.ts";

/** What rules name of Heymarket themselves, as the team of a fake one that has all of it. */
export function teamNamedIn(rules: readonly Rule[]): TeamSetUp {
  const mentions = mentionsOf(null, rules);
  const rows = (kind: Mention["kind"]): readonly { readonly id: number; readonly name: string }[] =>
    mentions.filter((mention) => mention.kind === kind).map(({ named }, index) => rowOf(kind, named, FIRST_ID + index));
  return {
    members: rows("member"),
    surveys: rows("survey"),
    templates: rows("template"),
    lists: rows("list"),
    fields: rows("field").map(({ id, name }) => ({ id, title: name })),
  };
}

/** Far from ids that anybody writes into a rule. */
const FIRST_ID = 900_001;

function rowOf(kind: string, named: Mention["named"], newId: number): { readonly id: number; readonly name: string } {
  return typeof named === "number" ? { id: named, name: `${kind} ${named}` } : { id: newId, name: named };
}
