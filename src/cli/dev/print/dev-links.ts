import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { approvalLink } from "../../../core/run/link/approval.ts";
import type { Link } from "../../../core/run/link/link-token.ts";
import { itemAt } from "../../../core/run/loop.ts";
import type { RunRecord } from "../../../ports/store/store.ts";

/** Lines that say how to call the links, and how to decide of the texts, for which these runs wait: only here they are shown whole, for nobody else has them. */
export function linkLines(
  runs: readonly RunRecord[],
  { rules, urlOf }: { readonly rules: readonly Rule[]; readonly urlOf: (link: Link) => string },
): readonly string[] {
  return runs.flatMap(({ run }) => {
    const rule = rules.find(({ version }) => version === run.ruleVersion);
    const instruction = rule?.program[run.cursor];
    if (rule === undefined || run.status !== "waiting" || instruction?.op !== "await") return [];
    if (run.approval !== undefined) {
      const { code } = run.approval;
      const link = urlOf(approvalLink({ runId: run.id, code }));
      return `waits for approval ${code}: heyrules approvals approve ${code}, or open ${link}`;
    }
    const { callback: name } = instruction;
    if (name === undefined) return [];
    const item = itemAt(run, rule)?.index ?? null;
    return `waits for callback.${name}: curl -X POST ${urlOf({ kind: "callback", runId: run.id, name, item })}`;
  });
}
