import type { EventPattern, Trigger } from "../../core/model/ruleset/rule.ts";
import { patternOf } from "../../core/model/ruleset/rule.ts";
import { compileCondition } from "./conditions/conditions.ts";
import { checkSource, outsideSourceOf, resolveInbox, resolveType } from "./configured-names.ts";
import { isOutsideType } from "../../core/event/vocabulary.ts";
import { compileSchedule } from "./schedule.ts";
import type { Path } from "../yaml/document.ts";
import type { WrittenIds, WrittenOn, WrittenTrigger } from "../generated/written-rule.ts";
import type { CompileContext } from "./compile-context.ts";

/** What is known before the types of a rule are. */
export type TriggerContext = Omit<CompileContext, "eventTypes" | "part"> & { readonly ruleId: string };

/** The events that start a rule, one type each; problems are reported, and what has one is left out. */
export function compileTriggers(written: WrittenOn, path: Path, context: TriggerContext): readonly Trigger[] {
  const isList = Array.isArray(written);
  return [written]
    .flat()
    .map((pattern, index) => compileTrigger(pattern, isList ? [...path, index] : path, context))
    .filter((trigger) => trigger !== null);
}

function compileTrigger(written: WrittenTrigger, path: Path, context: TriggerContext): Trigger | null {
  const place = context.document.positionOf(path);
  if (typeof written === "string") {
    const eventType = resolveType(written, path, context);
    if (eventType === null) return null;
    return { kind: "event", eventType, inboxIds: null, ...sourcesOf(eventType, null), where: null, place };
  }
  if (written.schedule !== undefined) {
    return compileSchedule({ ...written, schedule: written.schedule }, path, context);
  }
  refuseScheduleWords(written, path, context);
  const eventType = resolveType(written.event, [...path, "event"], context);
  const inboxIds = resolveInboxes(written.inbox, [...path, "inbox"], context);
  if (eventType === null) return null;
  const sources = resolveSources(written.source, [...path, "source"], context);
  const eventContext: CompileContext = { ...context, part: "event", eventTypes: [eventType] };
  const where = written.where === undefined ? null : compileCondition(written.where, [...path, "where"], eventContext);
  return { kind: "event", eventType, inboxIds, ...sourcesOf(eventType, sources), where, place };
}

function refuseScheduleWords(written: WrittenPattern, path: Path, { findings }: TriggerContext): void {
  for (const key of ["timezone", "catch_up"] as const) {
    if (written[key] === undefined) continue;
    const message = `\`${key}\` has no meaning without \`schedule\``;
    findings.error({ code: "misplaced-key", path: [...path, key], which: "key", message, hint: "remove it" });
  }
}

type WrittenPattern = Exclude<WrittenTrigger, string>;

/** The events that a report counts; problems are reported. */
export function compilePattern(written: WrittenTrigger, path: Path, context: TriggerContext): EventPattern | null {
  if (typeof written === "object" && written.schedule !== undefined) {
    const message = "a report counts events, and a schedule brings none but its own";
    context.findings.error({ code: "misplaced-key", path: [...path, "schedule"], which: "key", message });
    return null;
  }
  const trigger = compileTrigger(written, path, context);
  return trigger === null ? null : patternOf(trigger);
}

/** An event of another system comes from its source alone, whoever else might write its name. */
function sourcesOf(eventType: string, written: readonly string[] | null): { readonly sources?: readonly string[] } {
  const sources = written ?? (isOutsideType(eventType) ? [outsideSourceOf(eventType)] : null);
  return sources === null ? {} : { sources };
}

function resolveSources(
  written: string | readonly string[] | undefined,
  path: Path,
  context: TriggerContext,
): readonly string[] | null {
  if (written === undefined) return null;
  const names = [written].flat();
  for (const [index, name] of names.entries()) {
    checkSource(name, typeof written === "string" ? path : [...path, index], context);
  }
  return names;
}

function resolveInboxes(
  written: WrittenIds | undefined,
  path: Path,
  context: TriggerContext,
): readonly string[] | null {
  if (written === undefined) return null;
  return [written]
    .flat()
    .map((name, index) => resolveInbox(name, [...path, index], context))
    .filter((id) => id !== null);
}
