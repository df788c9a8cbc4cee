import { isTimeZone } from "../../../core/time/calendar.ts";
import { nextOccurrence } from "../../../core/time/occurrences.ts";
import type { Condition, ScheduleTrigger } from "../../../core/model/ruleset/rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenTrigger } from "../../generated/written-rule.ts";
import type { CompileContext } from "../compile-context.ts";
import { checkZone } from "../../config/calendars.ts";
import { durationMs, placeOf } from "../compile-context.ts";
import { readCron } from "./cron.ts";

type WrittenSchedule = Exclude<WrittenTrigger, string> & { readonly schedule: string };

const BESIDE = ["schedule", "timezone", "catch_up"];

/** A cron expression that starts a rule; problems are reported, and with one there is no trigger. */
export function compileSchedule(
  written: WrittenSchedule,
  path: Path,
  context: Pick<CompileContext, "document" | "findings" | "settings"> & { readonly ruleId: string },
): ScheduleTrigger | null {
  const { document, findings, settings, ruleId } = context;
  for (const key of Object.keys(written).filter((name) => !BESIDE.includes(name))) {
    const message = `\`${key}\` has no meaning beside \`schedule\`, which is no event of Heymarket`;
    findings.error({
      code: "misplaced-key",
      path: [...path, key],
      which: "key",
      message,
      hint: "write two triggers in a list",
    });
  }
  const { timezone = settings.timezone } = written;
  if (written.timezone !== undefined) checkZone(written.timezone, [...path, "timezone"], findings);
  const reading = readCron(written.schedule);
  if ("problem" in reading)
    reportCron(`"${written.schedule}" ${reading.problem}`, path, context, intendedCron(written.schedule));
  if ("problem" in reading || !isTimeZone(timezone)) return null;
  const { fields } = reading;
  if (nextOccurrence({ fields, timezone }, SOME_INSTANT) === null) {
    reportCron(`"${written.schedule}" names no day that exists`, path, context);
    return null;
  }
  if (fields.daysOfMonth.length < 31 && fields.weekdays.length < 7) {
    const message = `"${written.schedule}" is due on each of these days of the month and on each of these days of the week besides: one is enough`;
    const hint = "write * for one of the two; for both at once ask in a step or a calendar";
    findings.warning({ code: "either-day", path: [...path, "schedule"], message, hint });
  }
  const place = document.positionOf(path);
  const catchUp = written.catch_up === undefined ? {} : { catchUpMs: durationMs(written.catch_up) };
  const where = isOfRule(ruleId, { path: placeOf(path), place });
  return { kind: "schedule", expression: written.schedule, fields, timezone, ...catchUp, where, place };
}

/** 1 January 2026. */
const SOME_INSTANT = 1_767_225_600_000;

function reportCron(
  message: string,
  path: Path,
  { findings }: Pick<CompileContext, "findings">,
  hint: string = FIVE_FIELDS,
): void {
  findings.error({ code: "bad-schedule", path: [...path, "schedule"], message, hint });
}

const FIVE_FIELDS =
  'five fields: minute, hour, day of the month, month, day of the week; "0 9 * * 1-5" is 9:00 from Monday to Friday';

/** An expression of another cron as it is written here; undefined when nothing is known of it. */
function intendedCron(expression: string): string | undefined {
  const text = expression.trim().toLowerCase();
  const meant = MACROS[text];
  if (meant !== undefined) return `write "${meant}"`;
  const fields = text.split(/\s+/);
  const hasSeconds = fields.length === 6 && /^[\d*/,-]+$/.test(fields.join(""));
  return hasSeconds ? `there are no seconds here: write "${fields.slice(1).join(" ")}"` : undefined;
}

const MACROS: Readonly<Record<string, string>> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

/** Of all occurrences only those of the rule; with a key, so that no other rule is looked at for them. */
function isOfRule(ruleId: string, origin: Pick<Condition, "path" | "place">): Condition {
  const path = "event_data.rule";
  return {
    kind: "test",
    ...origin,
    written: `schedule of ${ruleId}`,
    logic: { "===": [{ var: path }, ruleId] },
    reads: [path],
    key: { kind: "is", path, values: [ruleId] },
  };
}
