import type { Trigger } from "../../core/model/ruleset/rule.ts";
import { suggest } from "../../core/base/suggest.ts";
import { compileCondition } from "./conditions/conditions.ts";
import { checkSource, outsideSourceOf, resolveInbox, resolveType } from "./configured-names.ts";
import { isOutsideType, isRaisedType } from "../../core/event/vocabulary.ts";
import type { Path } from "../yaml/document.ts";
import type { WrittenIds, WrittenOn, WrittenTrigger } from "../generated/written-rule.ts";
import type { CompileContext } from "./compile-context.ts";

/** What is known before the types of a rule are. */
export type TriggerContext = Omit<CompileContext, "eventTypes" | "part">;

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
    checkRaised(eventType, path, context);
    return { kind: "event", eventType, inboxIds: null, ...sourcesOf(eventType, null), where: null, place };
  }
  const eventType = resolveType(written.event, [...path, "event"], context);
  const inboxIds = resolveInboxes(written.inbox, [...path, "inbox"], context);
  if (eventType === null) return null;
  checkRaised(eventType, [...path, "event"], context);
  const sources = resolveSources(written.source, [...path, "source"], context);
  const eventContext: CompileContext = { ...context, part: "event", eventTypes: [eventType] };
  const where = written.where === undefined ? null : compileCondition(written.where, [...path, "where"], eventContext);
  return { kind: "event", eventType, inboxIds, ...sourcesOf(eventType, sources), where, place };
}

function checkRaised(type: string, path: Path, { raised, findings }: TriggerContext): void {
  if (!isRaisedType(type) || raised.has(type)) return;
  const hint = suggest(type, [...raised.keys()]) ?? `a step raises it: emit: { event: ${type} }`;
  findings.warning({ code: "never-raised", path, message: `no rule raises ${type}`, hint });
}

/** An event that a rule raises has the source of what started the rule. An event of another system comes from its source alone, whoever else might write its name. */
function sourcesOf(eventType: string, written: readonly string[] | null): { readonly sources?: readonly string[] } {
  const isOutside = isOutsideType(eventType) && !isRaisedType(eventType);
  const sources = written ?? (isOutside ? [outsideSourceOf(eventType)] : null);
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
