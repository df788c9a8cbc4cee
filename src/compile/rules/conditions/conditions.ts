import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { isJsonObject } from "../../../core/base/json.ts";
import type { Condition, HistoryQuery, JsonLogic } from "../../../core/model/ruleset/rule.ts";
import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import { reportNoContact } from "../actions/without-contact.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { SHORT_FIELDS } from "../../../core/event/vocabulary.ts";
import { conditionKey, keyOfLogic } from "./condition-key.ts";
import { resolveCalendar, resolveType } from "../configured-names.ts";
import type { Path } from "../../yaml/document.ts";
import type { WrittenCondition, WrittenHistory } from "../../generated/written-rule.ts";
import { inline } from "../inline.ts";
import { warnOfNoFit } from "../checks/never-fitting.ts";
import { checkRaised } from "../triggers/raised-events.ts";
import { checkLogic } from "./logic-check.ts";
import { readField, readNamedData } from "./look-up.ts";
import { compileMatcher, MATCHERS } from "./matchers.ts";
import type { CompiledMatcher, MatchedField } from "./matchers.ts";
import { lookBackMs, placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";

/**
 * The condition tree of what was written at a path: mappings and lists are `all` of their parts, and every leaf is JSON
 * Logic. Null when a problem is reported; all problems in it are.
 */
export function compileCondition(written: WrittenCondition, path: Path, context: CompileContext): Condition | null {
  const parts = Array.isArray(written)
    ? written.map((item, index) => compileCondition(item, [...path, index], context))
    : Object.entries(written as JsonObject).map(([key, value]) => compileEntry(key, value, [...path, key], context));
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : node("all", parts, path, context);
}

function node(
  kind: "all" | "any",
  parts: readonly (Condition | null)[],
  path: Path,
  context: CompileContext,
): Condition | null {
  const children = parts.filter((part) => part !== null);
  return children.length < parts.length ? null : { kind, ...origin(path, context), children };
}

function origin(path: Path, context: CompileContext): Pick<Condition, "path" | "place"> {
  return { path: placeOf(path), place: context.document.positionOf(path, "key") };
}

function leaf(path: Path, context: CompileContext, test: { readonly written: string } & CompiledMatcher): Condition {
  return { kind: "test", ...origin(path, context), ...test };
}

/** The schema has checked the shapes; the casts only say which. */
function compileEntry(key: string, written: JsonValue, path: Path, context: CompileContext): Condition | null {
  switch (key) {
    case "all":
    case "any": {
      if (!Array.isArray(written)) return compileCondition(written as WrittenCondition, path, context);
      const items = written as readonly WrittenCondition[];
      const parts = items.map((item, index) => compileCondition(item, [...path, index], context));
      return node(key, parts, path, context);
    }
    case "not": {
      const child = compileCondition(written as WrittenCondition, path, context);
      return child && { kind: "not", ...origin(path, context), child };
    }
    case "open":
    case "closed":
      return compileCalendar(key, inline(written), path, context);
    case "history":
      if (context.eventTypes.includes(SCHEDULE_TYPE)) {
        reportNoContact("`history` counts what a contact did, and a schedule has none", "use `report`", path, context);
        return null;
      }
      return compileHistory(written as unknown as WrittenHistory, path, context);
    case "logic": {
      const reads = checkLogic(written, path, context);
      const description = `logic ${JSON.stringify(written)}`;
      return reads && leaf(path, context, { written: description, logic: written, reads, key: keyOfLogic(written) });
    }
    default:
      return compileField(key, written, path, context);
  }
}

function compileCalendar(key: "open" | "closed", name: string, path: Path, context: CompileContext): Condition | null {
  if (resolveCalendar(name, path, context) === null) return null;
  const read = `calendar.${name}.open`;
  if (readField(read, path, context, "key") === null) return null;
  const logic: JsonLogic = { [key === "open" ? "!!" : "!"]: [{ var: read }] };
  const isOpen = conditionKey(key === "open" ? "is" : "not", read, [true]);
  return leaf(path, context, { written: `${key} ${name}`, logic, reads: [read], key: isOpen });
}

function compileField(key: string, written: JsonValue, path: Path, context: CompileContext): Condition | null {
  const dataPath = SHORT_FIELDS.includes(key) ? `event.${key}` : key;
  const named = readNamedData(dataPath, path, context, "key");
  if (named === null) return null;
  const field: MatchedField = { ...named, path: dataPath };
  if (!isJsonObject(written)) return compileTest(key, field, { name: "is", written, path, at: path }, context);
  warnOfRange(written, path, context);
  const tests = Object.entries(written).map(([name, value]) => ({ name, written: value, path: [...path, name] }));
  const parts = tests.map((test) =>
    compileTest(key, field, { ...test, at: tests.length === 1 ? path : test.path }, context),
  );
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first : node("all", parts, path, context);
}

/** `{ gt: 5, lt: 3 }` holds for no number. */
function warnOfRange({ gt, gte, lt, lte }: JsonObject, path: Path, { findings }: CompileContext): void {
  const isNumber = (value: JsonValue | undefined): value is number => typeof value === "number";
  const least = Math.max(...[gt, gte].filter(isNumber));
  const most = Math.min(...[lt, lte].filter(isNumber));
  const isStrict = gt === least || lt === most;
  if (least < most || (least === most && !isStrict)) return;
  const message = "no number is that great and that small at once";
  findings.warning({ code: "never-matches", path, which: "key", message, hint: "write alternatives under `any`" });
}

/** Matchers of one value, in place of which a list takes `has`. */
const OF_ONE = ["is", "contains", "words"];

/** What a list is asked for instead of being something. */
function fittingForm(
  key: string,
  { name, written }: { readonly name: string; readonly written: JsonValue },
  allowed: readonly string[],
): string {
  if (!OF_ONE.includes(name) || !allowed.includes("has")) return suggest(name, allowed) ?? `use ${allowed.join(", ")}`;
  return `write ${key}: { ${Array.isArray(written) ? "has_any" : "has"}: ${inline(written)} }`;
}

function compileTest(
  key: string,
  field: MatchedField,
  matcher: { readonly name: string; readonly written: JsonValue; readonly path: Path; readonly at: Path },
  context: CompileContext,
): Condition | null {
  // The age of an earlier event is what `last` is for; `where` has no clock.
  const fitting = MATCHERS[field.kind];
  const allowed = context.part === "event" ? fitting.filter((name) => !AGE_MATCHERS.includes(name)) : fitting;
  if (!allowed.includes(matcher.name)) {
    context.findings.error({
      code: "wrong-operator",
      path: matcher.path,
      which: "key",
      message: `\`${matcher.name}\` does not fit "${field.path}", which is ${KIND_WORDS[field.kind]}`,
      hint: fittingForm(key, matcher, allowed),
    });
    return null;
  }
  const isOfRule = context.part === "rule" || context.part === "vars";
  if (isOfRule && field.path === "event.at" && AGE_MATCHERS.includes(matcher.name)) {
    context.findings.warning({
      code: "never-matches",
      path: matcher.path,
      which: "key",
      message: "the rule's `if` looks at the time of the event, so the age of the event is always 0",
      hint: "ask in a step, which looks at the present, or ask for event.late",
    });
  }
  const compiled = compileMatcher(field, matcher, context);
  if (compiled === null) return null;
  return leaf(matcher.at, context, {
    written: `${key} ${matcher.name} ${inline(matcher.written)}`,
    ...compiled,
    reads: [...new Set([...field.reads, ...compiled.reads])],
  });
}

const AGE_MATCHERS = ["older_than", "newer_than"];

const KIND_WORDS: Readonly<Record<MatchedField["kind"], string>> = {
  text: "a text",
  id: "an id",
  enum: "one of a few words",
  time: "a time",
  boolean: "true or false",
  number: "a number",
  list: "a list",
  any: "anything",
};

const COUNT_OPERATIONS: Readonly<Record<string, string>> = { is: "==", gt: ">", gte: ">=", lt: "<", lte: "<=" };

function compileHistory(written: WrittenHistory, path: Path, context: CompileContext): Condition | null {
  if (context.part === "event") {
    context.findings.error({
      code: "not-known-here",
      path,
      which: "key",
      message: "`history` cannot be used here: `where` looks at the event only",
      hint: "use it in the rule's `if`, in `vars`, or in a step",
    });
    return null;
  }
  const eventType = resolveType(written.event, [...path, "event"], context);
  if (eventType === null) return null;
  const eventContext: CompileContext = { ...context, part: "event", eventTypes: [eventType] };
  const where = written.where === undefined ? null : compileCondition(written.where, [...path, "where"], eventContext);
  if (written.where !== undefined && where === null) return null;
  checkRaised(eventType, [...path, "event"], context);
  const pattern = { eventType, inboxIds: null, where, place: context.document.positionOf(path, "key") };
  warnOfNoFit([pattern], [...path, "where"], context);
  const isInSteps = context.part === "step" || context.part === "handler";
  const query: HistoryQuery = {
    eventType,
    where,
    lastMs: lookBackMs(written.last, [...path, "last"], context),
    ...(isInSteps ? { inSteps: true } : {}),
  };
  const read = `history.${context.histories.push(query) - 1}`;
  const wanted = typeof written.count === "number" ? { is: written.count } : (written.count ?? { gte: 1 });
  const tests = Object.entries(wanted).map(([name, number]) => ({
    [COUNT_OPERATIONS[name] ?? ""]: [{ var: read }, number],
  }));
  return leaf(path, context, {
    written: `history ${inline(written as unknown as JsonObject)}`,
    logic: tests.length === 1 ? (tests[0] ?? null) : { and: tests },
    reads: [read],
    key: null,
  });
}
