import { formatDuration } from "../../base/duration.ts";
import { StepError } from "../../base/step-error.ts";
import { PROMPT } from "../attempts.ts";
import type { ActionDefinition, RenderContext } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { nonEmptyText, renderedName, saidBy, senderOf } from "./message-parts.ts";

/** Heymarket takes scheduled texts for quarters of an hour, from a quarter of an hour ahead on. */
const QUARTER_MS = 900_000;

/** A text handed to Heymarket now, which sends it later. */
export const scheduleMessage: ActionDefinition<"schedule_message"> = {
  repeat: "never",
  attempts: PROMPT,
  hasLocalId: true,
  leavesNoRecord: true,
  results: ["id", "at"],
  texts: ({ purpose }, { phone, text, template }) => ({ phone, purpose, text: saidBy(text, template) }),
  goesOutAt: ({ execute_at: at }) => at,
  render: (spec, context) => {
    const { phone } = context.contact;
    if (phone === null) throw new StepError("the event names no number, so there is nobody to text");
    return {
      phone,
      ...senderOf(spec, context),
      text: spec.text === null ? null : nonEmptyText(context.message(spec.text)),
      template: spec.template === null ? null : renderedName("templates", spec.template, context),
      execute_at: quarterHour(instantOf(spec, context), context),
    };
  },
  describeSpec: ({ purpose, text, template, at, afterMs }) => [
    words(`schedule_message (${purpose}) ${afterMs === null ? `at ${at ?? ""}` : `after ${formatDuration(afterMs)}`}:`),
    quote(text ?? `template ${template ?? ""}`),
  ],
  describeRequest: ({ phone, text, template, execute_at: at }, purpose) => [
    words(`schedule_message (${purpose ?? "service"}) to ${phone} at ${at}:`),
    ...(text === null ? [words(`template ${template ?? ""}`)] : [quote(text)]),
  ],
};

function instantOf(
  { at, afterMs }: { readonly at: string | null; readonly afterMs: number | null },
  context: RenderContext,
): number {
  if (at === null) return context.now + (afterMs ?? 0);
  const instant = context.instant(at);
  if (instant === null) throw new StepError('`at` is no time with its zone, such as "2026-03-09T08:00:00-05:00"');
  return instant;
}

/** The quarter of an hour at an instant or after it, in RFC 3339. */
function quarterHour(instant: number, context: RenderContext): string {
  const at = Math.ceil(instant / QUARTER_MS) * QUARTER_MS;
  if (at - context.now >= QUARTER_MS) return context.isoInZone(at, "UTC");
  const when = context.isoInZone(at, context.settings.timezone);
  throw new StepError(
    `Heymarket schedules texts from ${formatDuration(QUARTER_MS)} ahead on, and ${when} is sooner; use \`wait\` and \`send_message\``,
  );
}
