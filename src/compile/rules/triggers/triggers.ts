import type { Position } from "../../../core/base/diagnostic.ts";
import type { EventPattern, Trigger } from "../../../core/model/ruleset/rule.ts";
import { compileCondition } from "../conditions/conditions.ts";
import { checkSource, outsideSourceOf, resolveInbox, resolveType } from "../configured-names.ts";
import { isOutsideType, isRaisedType } from "../../../core/event/vocabulary.ts";
import { warnOfNoFit } from "../checks/never-fitting.ts";
import { checkRaised } from "./raised-events.ts";
import { compileSchedule } from "./schedule.ts";
import type { Path } from "../../yaml/document.ts";
import type {
  WrittenCondition,
  WrittenIds,
  WrittenOn,
  WrittenPatterns,
  WrittenSources,
  WrittenTrigger,
} from "../../generated/written-rule.ts";
import type { CompileContext } from "../compile-context.ts";

/** What is known before the types of a rule are. */
export type PatternContext = Omit<CompileContext, "eventTypes" | "part">;

type TriggerContext = PatternContext & { readonly ruleId: string };

/** What starts a rule, one event type each; problems are reported, and what has one is left out. */
export function compileTriggers(written: WrittenOn, path: Path, context: TriggerContext): readonly Trigger[] {
  if (isAbsence(written)) {
    refuseScheduleWords(written, path, context);
    return compilePatterns(written.after, [...path, "after"], context).map(startedBy);
  }
  const isList = Array.isArray(written);
  return [written]
    .flat()
    .map((trigger, index) => compileTrigger(trigger, isList ? [...path, index] : path, context))
    .filter((trigger) => trigger !== null);
}

function compileTrigger(written: WrittenTrigger, path: Path, context: TriggerContext): Trigger | null {
  if (typeof written === "object") {
    const { schedule } = written;
    if (schedule !== undefined) return compileSchedule({ ...written, schedule }, path, context);
    refuseScheduleWords(written, path, context);
  }
  const pattern = compileAlone(written, path, context);
  return pattern === null ? null : startedBy(pattern);
}

function startedBy(pattern: PlacedPattern): Trigger {
  return { kind: "event", ...pattern };
}

/** A trigger by what did not come. */
export type WrittenAbsence = Extract<WrittenOn, { after: WrittenPatterns; missing: WrittenPatterns }>;

/** Whether a rule starts because something did not come. */
export function isAbsence(written: WrittenOn): written is WrittenAbsence {
  return typeof written === "object" && "after" in written && "within" in written;
}

/** Patterns of events, one type each; problems are reported, and what has one is left out. */
export function compilePatterns(
  written: WrittenPatterns,
  path: Path,
  context: PatternContext,
): readonly PlacedPattern[] {
  const isList = Array.isArray(written);
  return [written]
    .flat()
    .map((pattern, index) => compileAlone(pattern, isList ? [...path, index] : path, context))
    .filter((pattern) => pattern !== null);
}

/** A pattern that shares its words with no other: with a warning when no event fits it. */
function compileAlone(written: WrittenPattern, path: Path, context: PatternContext): PlacedPattern | null {
  const pattern = compilePattern(written, path, context);
  if (pattern !== null) warnOfNoFit([pattern], path, context);
  return pattern;
}

/** A pattern with its place in the file. */
export interface PlacedPattern extends EventPattern {
  readonly place: Position;
}

type WrittenPattern =
  | string
  | {
      readonly event?: string;
      readonly inbox?: WrittenIds;
      readonly source?: WrittenSources;
      readonly where?: WrittenCondition;
    };

/** A pattern of events of one type; null when there is a problem with the type, which is reported. */
export function compilePattern(written: WrittenPattern, path: Path, context: PatternContext): PlacedPattern | null {
  const place = context.document.positionOf(path);
  const { event = "", inbox, source, where } = typeof written === "string" ? { event: written } : written;
  const eventType = resolveType(event, typeof written === "string" ? path : [...path, "event"], context);
  const inboxIds = resolveInboxes(inbox, [...path, "inbox"], context);
  if (eventType === null) return null;
  checkRaised(eventType, typeof written === "string" ? path : [...path, "event"], context);
  const sources = resolveSources(source, [...path, "source"], context);
  const eventContext: CompileContext = { ...context, part: "event", eventTypes: [eventType] };
  const condition = where === undefined ? null : compileCondition(where, [...path, "where"], eventContext);
  return { eventType, inboxIds, ...sourcesOf(eventType, sources), where: condition, place };
}

function refuseScheduleWords(written: ScheduleWords, path: Path, { findings }: PatternContext): void {
  for (const key of ["timezone", "catch_up"] as const) {
    if (written[key] === undefined) continue;
    const message = `\`${key}\` has no meaning without \`schedule\``;
    findings.error({ code: "misplaced-key", path: [...path, key], which: "key", message, hint: "remove it" });
  }
}

type ScheduleWords = Partial<Pick<Exclude<WrittenTrigger, string>, "timezone" | "catch_up">>;

/** An event that a rule raises has the source of what started the rule. An event of another system comes from its source alone, whoever else might write its name. */
function sourcesOf(eventType: string, written: readonly string[] | null): { readonly sources?: readonly string[] } {
  const isOutside = isOutsideType(eventType) && !isRaisedType(eventType);
  const sources = written ?? (isOutside ? [outsideSourceOf(eventType)] : null);
  return sources === null ? {} : { sources };
}

function resolveSources(
  written: string | readonly string[] | undefined,
  path: Path,
  context: PatternContext,
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
  context: PatternContext,
): readonly string[] | null {
  if (written === undefined) return null;
  return [written]
    .flat()
    .map((name, index) => resolveInbox(name, [...path, index], context))
    .filter((id) => id !== null);
}
