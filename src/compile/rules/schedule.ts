import { isTimeZone } from "../../core/time/calendar.ts";
import { nextOccurrence } from "../../core/time/occurrences.ts";
import type { Condition, ScheduleTrigger } from "../../core/model/ruleset/rule.ts";
import type { Path } from "../yaml/document.ts";
import type { WrittenTrigger } from "../generated/written-rule.ts";
import type { CompileContext } from "./compile-context.ts";
import { checkZone } from "../config/calendars.ts";
import { durationMs, placeOf } from "./compile-context.ts";
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
  if ("problem" in reading) reportCron(`"${written.schedule}" ${reading.problem}`, path, context);
  if ("problem" in reading || !isTimeZone(timezone)) return null;
  const { fields } = reading;
  if (nextOccurrence({ fields, timezone }, SOME_INSTANT) === null) {
    reportCron(`"${written.schedule}" names no day that exists`, path, context);
    return null;
  }
  const place = document.positionOf(path);
  const catchUp = written.catch_up === undefined ? {} : { catchUpMs: durationMs(written.catch_up) };
  const where = isOfRule(ruleId, { path: placeOf(path), place });
  return { kind: "schedule", expression: written.schedule, fields, timezone, ...catchUp, where, place };
}

/** 1 January 2026. */
const SOME_INSTANT = 1_767_225_600_000;

function reportCron(message: string, path: Path, { findings }: Pick<CompileContext, "findings">): void {
  const hint =
    'five fields: minute, hour, day of the month, month, day of the week; "0 9 * * 1-5" is 9:00 from Monday to Friday';
  findings.error({ code: "bad-schedule", path: [...path, "schedule"], message, hint });
}

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
