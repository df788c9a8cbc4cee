import { parseRate } from "../../../core/base/duration.ts";
import { readWrittenNumber } from "../../../core/base/phone.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import type { WrittenRule } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { reportNoContact } from "../actions/without-contact.ts";
import type { CompileContext } from "../compile-context.ts";
import { durationMs } from "../compile-context.ts";

/** Whether a rule is in force, and for whom; problems are reported. */
export function compileEnabled(
  written: WrittenRule["enabled"],
  path: Path,
  context: CompileContext,
): Pick<Rule, "enabled" | "liveFor"> {
  if (typeof written !== "object") {
    return { enabled: written === "shadow" ? "shadow" : written === false ? "off" : "on" };
  }
  if (context.eventTypes.includes(SCHEDULE_TYPE)) {
    reportNoContact(
      "a schedule has no contact for whom it could be live",
      "write true, false or shadow",
      path,
      context,
    );
  }
  const { canary, only = [] } = written;
  if (canary !== undefined) return { enabled: "on", liveFor: { share: Number(canary.slice(0, -1)) / 100 } };
  return {
    enabled: "on",
    liveFor: { phones: only.flatMap((number, index) => phoneOf(number, [...path, "only", index], context)) },
  };
}

function phoneOf(written: string, path: Path, { findings, settings }: CompileContext): readonly string[] {
  const phone = readWrittenNumber(written, settings.country);
  if (phone !== null) return [phone];
  const message = `"${written}" is no phone number of ${settings.country}`;
  findings.error({
    code: "wrong-value",
    path,
    message,
    hint: 'write it with + and country code, such as "+15105550100"',
  });
  return [];
}

/** A run takes one of so many reservations, which are looked at together. */
const MOST = 100;

/** How often a rule may fire for a key; problems are reported. */
export function compileLimits(
  written: WrittenRule["limits"],
  path: Path,
  { findings }: Pick<CompileContext, "findings">,
): Rule["limits"] {
  const oncePerMs = written?.once_per === undefined ? null : durationMs(written.once_per);
  if (written?.max === undefined) return { oncePerMs };
  const max = parseRate(written.max);
  if (max === null || max.count > MOST) {
    const message = `"${written.max}" is no count up to ${MOST} and a window`;
    findings.error({ code: "wrong-value", path: [...path, "max"], message, hint: "write such as 5/24h" });
    return { oncePerMs };
  }
  return { oncePerMs, max };
}

/** How late an event may come. */
export function compileLate(written: WrittenRule["late"]): Pick<Rule, "acceptsLateMs"> {
  return written === undefined || written.then === "run" ? {} : { acceptsLateMs: durationMs(written.accept) };
}

/** Among which rules a rule answers; problems are reported. */
export function compileGroup(
  { group, answers = "all" }: Partial<WrittenRule>,
  path: Path,
  { findings }: Pick<CompileContext, "findings">,
): Pick<Rule, "group"> {
  if (group !== undefined) return { group: { name: group, answers } };
  if (answers === "first") {
    const message = "`answers: first` needs the group of rules of which one answers";
    findings.error({ code: "missing-key", path: [...path, "answers"], which: "key", message, hint: "add group: NAME" });
  }
  return {};
}
