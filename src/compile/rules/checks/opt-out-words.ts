import { isTextToContact } from "../../../core/actions/text-to-contact.ts";
import { StepError } from "../../../core/base/step-error.ts";
import type { JsonObject } from "../../../core/base/json.ts";
import { holds } from "../../../core/language/condition.ts";
import { equalityKey } from "../../../core/language/operators.ts";
import type { Condition, EventPattern, Instruction, Rule } from "../../../core/model/ruleset/rule.ts";
import { patternOf } from "../../../core/model/ruleset/rule.ts";
import { readOptKeyword } from "../../../core/texting/opt-out/opt-keywords.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

type Leaf = Extract<Condition, { kind: "test" }>;
type Await = Extract<Instruction, { op: "await" }>;

/** A text of the contact that a rule looks at: under which path, and where the rule goes on with it. */
interface Source {
  readonly path: string;
  /** The conditions it must fit, one of them, and one more; they know it as `event.text`. */
  readonly starts: readonly (Condition | null)[];
  readonly condition: Condition | null;
  /** What a rule starts on besides. */
  readonly others: readonly (Condition | null)[];
  readonly from: number;
  /** The wait it ends; null where it starts the rule. */
  readonly awaitedAt: number | null;
  /** The id of that wait. */
  readonly awaitedId: string | null;
}

const EVENT_TEXT = "event.text";

/**
 * Warns of a condition that wants a word by which people opt out, with a text to the contact behind it: the word opts them out before
 * any rule looks at it, so the gate blocks that text. Says nothing of texts that go to others as well.
 */
export function warnOfOptOutWords(
  rule: Rule,
  path: Path,
  { findings, settings }: Pick<CompileContext, "findings" | "settings">,
): void {
  const isOptOut = (word: string): boolean => {
    const state = readOptKeyword(word, settings.optOutWords)?.state;
    return state === "out" || state === "held";
  };
  const told = new Map<Leaf, Set<string>>();
  for (const source of sourcesOf(rule)) {
    const withOther = reached(rule, source, null);
    const texts = rule.program.flatMap((instruction, at) => (isBlocked(instruction) && !withOther.has(at) ? [at] : []));
    if (texts.length === 0) continue;
    const tests = testsOf(rule, source);
    for (const word of new Set(tests.flatMap(({ leaf }) => wordsOf(leaf)).filter(isOptOut))) {
      const withWord = reached(rule, source, word);
      const only = texts.filter((at) => withWord.has(at));
      const first = Math.min(...only);
      const leaf = tests.findLast(({ before, leaf: each }) => before <= first && wordsOf(each).includes(word))?.leaf;
      if (only.length > 0 && leaf !== undefined) told.set(leaf, (told.get(leaf) ?? new Set()).add(word));
    }
  }
  for (const [leaf, words] of told) {
    const named = [...words].map((word) => `"${word}"`).join(", ");
    findings.warning({
      code: "opt-out-word",
      path,
      position: leaf.place,
      message: `${named} opts the contact out, or has a person decide, so the text behind this is blocked for who writes it`,
      hint: "ask for another word, such as MOVE instead of CANCEL; Heymarket confirms an opt-out itself",
    });
  }
}

/** Texts that start the rule, and those it waits for. */
function sourcesOf(rule: Rule): readonly Source[] {
  const patterns = rule.triggers.map(patternOf);
  const started = patterns.filter(isInbound).map(({ where }) => where);
  const others = patterns.filter((pattern) => !isInbound(pattern)).map(({ where }) => where);
  const { condition } = rule;
  const first = { path: EVENT_TEXT, starts: started, condition, others, from: 0, awaitedAt: null, awaitedId: null };
  const awaited = rule.program.flatMap((instruction, at): readonly Source[] => {
    const starts = instruction.op === "await" ? instruction.events.filter(isInbound).map(({ where }) => where) : [];
    if (instruction.op !== "await" || starts.length === 0) return [];
    const path = `steps.${instruction.stepId ?? ""}.event.text`;
    return [
      {
        path,
        starts,
        condition: null,
        others: [],
        from: instruction.onEvent,
        awaitedAt: at,
        awaitedId: instruction.stepId,
      },
    ];
  });
  return started.length === 0 ? awaited : [first, ...awaited];
}

function isInbound({ eventType }: EventPattern): boolean {
  return eventType === "message_recieved";
}

/** Whether it is a text that the gate blocks for who opted out; mails go out. */
function isBlocked(instruction: Instruction | undefined): boolean {
  return instruction !== undefined && isTextToContact(instruction) && instruction.effect.action !== "send_email";
}

/** The tests of a text, in the order in which they are come to, and the first step that each may stand before. */
function testsOf(
  { program }: Rule,
  { path, starts, condition, from }: Source,
): readonly { readonly leaf: Leaf; readonly before: number }[] {
  const ofStart = [...starts, condition].flatMap((each) => leavesOf(each, EVENT_TEXT));
  const ofSteps = program.flatMap((instruction, before) =>
    instruction.op === "unless" ? leavesOf(instruction.condition, path).map((leaf) => ({ leaf, before })) : [],
  );
  return [...ofStart.map((leaf) => ({ leaf, before: from })), ...ofSteps];
}

function leavesOf(condition: Condition | null, path: string): readonly Leaf[] {
  if (condition === null) return [];
  if (condition.kind === "not") return leavesOf(condition.child, path);
  if (condition.kind !== "test") return condition.children.flatMap((child) => leavesOf(child, path));
  return condition.key?.path === path ? [condition] : [];
}

/** The whole texts a test wants. */
function wordsOf({ key }: Leaf): readonly string[] {
  return key?.kind === "is" ? key.values.map(String) : [];
}

/** What is known where a rule has come to: the text in question, null for one that no test names, and which waits timed out. */
interface Known {
  readonly path: string;
  readonly text: string | null;
  readonly timedOut: Readonly<Record<string, boolean>>;
}

/** A lint must be fast, and may say nothing. */
const MOST_PLACES = 5_000;

/** What a rule may come to when the text of a source is this one, or, null, one that no test names; all of it when that is too much to look at. */
function reached({ program, onErrorAt, condition }: Rule, source: Source, text: string | null): ReadonlySet<number> {
  const fits = (each: Condition | null): boolean => mayHold(each, { path: EVENT_TEXT, text, timedOut: {} }) !== false;
  const comes = source.starts.some(fits) && fits(source.condition);
  const isSearched = { ...source, comes };
  const open = firstOf(isSearched, text === null && source.others.length > 0 && fits(condition), text);
  const seen = new Set<string>();
  const places = new Set<number>();
  for (let place = open.pop(); place !== undefined && seen.size < MOST_PLACES; place = open.pop()) {
    const { at, timedOut } = place;
    const instruction = program[at];
    const key = `${String(at)} ${JSON.stringify(timedOut)}`;
    if (instruction === undefined || seen.has(key)) continue;
    seen.add(key);
    places.add(at);
    const handler = instruction.op === "effect" ? (instruction.onFail ?? onErrorAt) : onErrorAt;
    if (handler !== null) open.push({ at: handler, timedOut });
    open.push(...nextOf(place, instruction, { source: isSearched, text }));
  }
  return seen.size < MOST_PLACES ? places : new Set(text === null ? program.keys() : []);
}

interface Place {
  readonly at: number;
  readonly timedOut: Known["timedOut"];
}

/** Where a search begins: at the start, or behind the wait that the text ends. */
function firstOf(
  { awaitedAt, awaitedId, from, comes }: Searched,
  comesOtherwise: boolean,
  text: string | null,
): Place[] {
  const start = { at: 0, timedOut: {} };
  if (awaitedAt === null) return comes || comesOtherwise ? [start] : [];
  if (text === null) return [start];
  return comes ? [{ at: from, timedOut: awaitedId === null ? {} : { [awaitedId]: false } }] : [];
}

type Searched = Source & { readonly comes: boolean };

function nextOf(
  { at, timedOut }: Place,
  instruction: Instruction,
  { source, text }: { readonly source: Searched; readonly text: string | null },
): readonly Place[] {
  const next = { at: at + 1, timedOut };
  if (instruction.op === "unless") {
    const isHeld = mayHold(instruction.condition, { path: source.path, text, timedOut });
    return [...(isHeld === true ? [] : [{ at: instruction.target, timedOut }]), ...(isHeld === false ? [] : [next])];
  }
  if (instruction.op === "await") {
    const ended = (isLate: boolean): Known["timedOut"] =>
      instruction.stepId === null ? timedOut : { ...timedOut, [instruction.stepId]: isLate };
    const came = isFollowed({ at, instruction }, source, text)
      ? [{ at: instruction.onEvent, timedOut: ended(false) }]
      : [];
    return [...came, { at: at + 1, timedOut: ended(true) }];
  }
  const target = "target" in instruction ? [{ at: instruction.target, timedOut }] : [];
  return ["jump", "next", "stop", "end"].includes(instruction.op) ? target : [...target, next];
}

/** Whether a wait may end by an event: for who opted out by one that may lift that, so nothing is said of what follows. */
function isFollowed(
  { at, instruction }: { readonly at: number; readonly instruction: Await },
  { awaitedAt, comes }: Searched,
  text: string | null,
): boolean {
  if (text !== null)
    return !instruction.events.some((event) => isInbound(event) || event.eventType === "target_opt_in");
  return at !== awaitedAt || comes || !instruction.events.every(isInbound);
}

/** Whether a condition holds by what is known; null when that depends on more. */
function mayHold(condition: Condition | null, known: Known): boolean | null {
  if (condition === null) return true;
  if (condition.kind === "test") return testHolds(condition, known);
  if (condition.kind === "not") {
    const child = mayHold(condition.child, known);
    return child === null ? null : !child;
  }
  const parts = condition.children.map((child) => mayHold(child, known));
  const settles = condition.kind === "any";
  if (parts.includes(settles)) return settles;
  return parts.includes(null) ? null : !settles;
}

function testHolds(leaf: Leaf, { path, text, timedOut }: Known): boolean | null {
  const { key } = leaf;
  const [, waited = ""] = /^steps\.(.+)\.timed_out$/.exec(key?.path ?? "") ?? [];
  const isLate = timedOut[waited];
  if (key != null && isLate !== undefined) return key.values.includes(isLate) === (key.kind !== "not");
  if (!leaf.reads.includes(path) || leaf.reads.some((read) => read !== path)) return null;
  if (text === null) return key?.kind === "is" ? false : null;
  if (key?.kind === "is") return key.values.some((value) => equalityKey(String(value)) === equalityKey(text));
  try {
    return holds(leaf, dataAt(path, text));
  } catch (error) {
    if (error instanceof StepError) return null;
    throw error;
  }
}

/** Data with nothing in it but a text at its path. */
function dataAt(path: string, text: string): JsonObject {
  return path.split(".").reduceRight<JsonObject | string>((inner, name) => ({ [name]: inner }), text) as JsonObject;
}
