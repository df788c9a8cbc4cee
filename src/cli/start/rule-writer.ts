import type { Rule } from "../../core/model/ruleset/rule.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { RuleWriter } from "../../ports/rule-writer.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { isRunnable, loadProject } from "../project.ts";
import type { ProjectOptions } from "../project.ts";
import { planChange } from "../promote/plan-change.ts";
import { checkReplaceable, replaceText } from "../replace-text.ts";

/**
 * What writes the rule files of a project for the engine that runs it. `reload` has the engine read them again, and gives why that went
 * wrong, or null.
 */
export function createRuleWriter(
  context: CliContext,
  globals: GlobalOptions,
  { options, reload }: { readonly options: ProjectOptions; readonly reload: () => Promise<string | null> },
): RuleWriter {
  return {
    plan: async (wish, inForce: readonly Rule[]) => {
      try {
        const change = await planChange(wish, {
          load: (texts) => loadProject(context, globals, { ...options, texts }),
          isGood: isRunnable,
          inForce,
        });
        if (!("refused" in change)) await checkReplaceable(change.fileChange.file, { within: globals.rules });
        return change;
      } catch (error) {
        if (!(error instanceof EngineError)) throw error;
        return { refused: error.message.replace(/[.]$/, "") };
      }
    },
    write: async ({ fileChange: { file, seen }, text }) => {
      await replaceText(file, { text, seen, within: globals.rules });
      return reload();
    },
  };
}
