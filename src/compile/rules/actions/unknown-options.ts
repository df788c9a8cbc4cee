import { ACTION_NAMES, actionOf } from "../../../core/actions/registry.ts";
import type { ActionName } from "../../../core/model/ruleset/action.ts";
import type { Instruction, OnUnknown } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenStep } from "../../generated/written-rule.ts";
import type { CompileContext } from "../compile-context.ts";
import { reportConflict } from "./checks.ts";

/** What becomes of a step when nobody knows whether it was done; nothing where it is looked for and never done again. */
export function compileUnknown(
  step: WrittenStep,
  action: ActionName,
  path: Path,
  context: CompileContext,
): Pick<Extract<Instruction, { op: "effect" }>, "onUnknown"> {
  const { on_unknown: written } = step;
  const mustArrive = step.send_message?.must_arrive === true;
  if (written !== undefined && actionOf(action).repeat === "safe") {
    const message = `\`on_unknown\` has no meaning for \`${action}\`, which is done again with the same key`;
    const hint = `it is for ${ACTION_NAMES.filter((name) => actionOf(name).repeat === "never").join(", ")}`;
    context.findings.error({ code: "misplaced-key", path: [...path, "on_unknown"], which: "key", message, hint });
  }
  if (mustArrive && written === "skip") reportConflict(["must_arrive", "on_unknown"], path, context);
  if (written === "resend") {
    const message = "what has no answer is sent again at once, so it may go out twice";
    const hint = "leave it out to have it looked for; texts can take `must_arrive: true`";
    context.findings.warning({ code: "may-go-out-twice", path: [...path, "on_unknown"], message, hint });
  }
  const onUnknown = policyOf(written, mustArrive);
  return onUnknown === null ? {} : { onUnknown };
}

function policyOf(written: WrittenStep["on_unknown"], mustArrive: boolean): OnUnknown | null {
  if (written === "skip" || written === "resend") return written;
  return mustArrive ? "resend_if_absent" : null;
}
