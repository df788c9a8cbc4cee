import { createRequire } from "node:module";
import type * as NodeCron from "node-cron";
import type { CronFields } from "../../../core/model/ruleset/rule.ts";

/** What a cron expression says, or the end of a sentence on why it cannot be used. */
export type CronReading = { readonly fields: CronFields } | { readonly problem: string };

const require = createRequire(import.meta.url);
const FIELDS = 5;
const WORDS: Readonly<Record<string, string>> = {
  minute: "minute",
  hour: "hour",
  dayOfMonth: "day of the month",
  month: "month",
  dayOfWeek: "day of the week",
};

/** Reads a cron expression of five fields. Never throws. */
export function readCron(expression: string): CronReading {
  const count = expression.trim().split(/\s+/).length;
  if (count !== FIELDS) return { problem: `has ${count === 1 ? "1 field" : `${count} fields`}, not 5` };
  // A project without schedules does not load it.
  const { validateDetailed } = require("node-cron") as typeof NodeCron;
  const { valid, fields, errors } = validateDetailed(expression);
  if (!valid || fields === undefined) {
    const [error] = errors;
    const where =
      error === undefined ? "" : `: the ${WORDS[error.field] ?? error.field} "${error.value ?? ""}" is wrong`;
    return { problem: `cannot be read${where}` };
  }
  const { minute, hour, dayOfMonth, month, dayOfWeek } = fields;
  const special = [...dayOfMonth, ...dayOfWeek].find((value) => typeof value === "string");
  if (special !== undefined) return { problem: `has "${special}", which is no plain cron` };
  return {
    fields: {
      minutes: inOrder(minute),
      hours: inOrder(hour),
      daysOfMonth: inOrder(dayOfMonth),
      months: inOrder(month),
      weekdays: inOrder(dayOfWeek),
    },
  };
}

function inOrder(values: readonly (number | string)[]): readonly number[] {
  return [...new Set(values.map(Number))].sort((one, other) => one - other);
}
