import type { ActionName } from "../../../core/model/ruleset/action.ts";
import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenStep } from "../../generated/written-rule.ts";
import type { CompileContext } from "../compile-context.ts";

/** Actions that need no contact, whoever else they reach. */
const FREE: readonly ActionName[] = ["http", "notify"];

/** Reports what a step asks of the contact in a rule that a schedule may start: there is none. */
export function checkWithoutContact(step: WrittenStep, action: ActionName, path: Path, context: CompileContext): void {
  if (!context.eventTypes.includes(SCHEDULE_TYPE) || FREE.includes(action)) return;
  const { send_message: text } = step;
  if (text === undefined || action !== "send_message") {
    const message = `\`${action}\` is done to a contact, and a schedule has none`;
    reportNoContact(message, "use `http`, `notify`, or `send_message` with `to`", path, context);
    return;
  }
  const { to = "contact", inbox, purpose } = text;
  if (to === "contact" || to === "chat") {
    const message = "a schedule has no contact who could be texted";
    const hint = 'write `to`, such as "+15105550100" or a name of sending.internal.numbers with purpose: internal';
    reportNoContact(message, hint, text.to === undefined ? path : [...path, "to"], context);
  }
  if (inbox === undefined) reportNoContact("a schedule has no inbox to send from", "add `inbox`", path, context);
  if (purpose === "reply") {
    const message = "a schedule answers nobody";
    reportNoContact(message, "write purpose: service, marketing or internal", [...path, "purpose"], context);
  }
}

/** Reports something that a schedule has not got. */
export function reportNoContact(
  message: string,
  hint: string,
  path: Path,
  context: Pick<CompileContext, "findings">,
): void {
  context.findings.error({ code: "no-contact", path, which: "key", message, hint });
}
