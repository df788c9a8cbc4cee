import { needsReason } from "../../../core/operate/needs-reason.ts";
import type { OperationItem, OperationReport } from "../../../ports/operator.ts";
import { countOf } from "../../text/count-of.ts";
import { shownName } from "../../text/masked.ts";
import { plainDeed, withoutPlaces } from "../../text/plain-deed.ts";
import { maskNumbers } from "../../text/redact.ts";
import { printable, printableLine } from "../../text/printable.ts";
import type { Wanted } from "./address.ts";
import { commandOf } from "./command.ts";
import type { DoubtWord } from "./doubt-words.ts";
import { consequenceOfWord, doubtOfWord, titleOfWord } from "./doubt-words.ts";

/** What a person is to decide of, or has decided. */
export interface DecisionView {
  readonly kind: Wanted["kind"];
  /** What is wanted, such as `Retry`. */
  readonly title: string;
  /** Whether it is only said what would be done. */
  readonly isPlan: boolean;
  /** What happens, in numbers. */
  readonly consequence: string;
  /** How many are, or would be, done and refused. */
  readonly done: number;
  readonly refused: number;
  /** Why things are refused, by how many of those shown. */
  readonly refusals: readonly { readonly why: string; readonly count: number }[];
  readonly items: readonly DecisionItem[];
  /** How files change, each as the lines of a diff. */
  readonly diffs: readonly (readonly string[])[];
  /** How many things there are besides those. */
  readonly left: number;
  /** What takes back what was done; null where nothing does. */
  readonly undo: Wanted | null;
  /** The command that does the same. */
  readonly command: string;
  readonly needsReason: boolean;
  /** What a person has to say they know before; null when there is nothing. */
  readonly doubt: string | null;
  /** Changes when what would be done does. */
  readonly fingerprint: string;
}

/** One thing of a plan or a report. */
export interface DecisionItem {
  readonly kind: OperationItem["kind"];
  readonly id: string;
  readonly ruleId: string | null;
  /** Masked number, or null. */
  readonly contact: string | null;
  /** What the contact is called; null when nothing says a name. */
  readonly calledAs: string | null;
  readonly isRefused: boolean;
  /** What is done, or why nothing is. */
  readonly text: string;
}

/** A plan, or the report on what was done, for people. */
export function decisionView(wanted: Wanted, report: OperationReport, digest: (text: string) => string): DecisionView {
  const { isPlan, done, refused, items } = report;
  const shown = items.map(decisionItemOf);
  return {
    kind: wanted.kind,
    title: titleOf(wanted),
    consequence: consequenceOf(wanted, report),
    ...{ isPlan, done, refused, items: shown },
    diffs: items.flatMap(({ fileChange }) => (fileChange === undefined ? [] : [fileChange.diff.map(shownLine)])),
    refusals: refusalsOf(shown),
    left: done + refused - items.length,
    undo: wanted.kind === "pause" && !isPlan && done > 0 ? { kind: "unpause", scope: wanted.scope } : null,
    command: commandOf(wanted),
    needsReason: needsReason(wanted.kind),
    doubt: doubtOf(wanted, report),
    fingerprint: fingerprintOf(report, digest),
  };
}

/** What a wish of a kind is called. */
export function titleOf(wanted: Pick<Wanted, "kind"> & Partial<DoubtWord>): string {
  const { kind, wasDone } = wanted;
  return wasDone === undefined ? TITLES[kind] : titleOfWord({ wasDone });
}

const TITLES: Readonly<Record<Wanted["kind"], string>> = {
  retry: "Retry",
  drop: "Drop",
  cancel: "Cancel",
  resolve: "Say whether it went out",
  resume: "Resume a run",
  replay: "Replay",
  approve: "Send the text",
  refuse: "Refuse the text",
  release: "Release a contact",
  erase: "Erase a contact",
  pause: "Pause",
  unpause: "Resume what is paused",
  enable: "Turn a rule on",
  disable: "Turn a rule off",
  promote: "Let a rule out further",
};

function consequenceOf(wanted: Wanted, report: OperationReport): string {
  const { isPlan, done, refused, items } = report;
  const { kind } = wanted;
  if (done + refused === 0) return "Nothing fits, so there is nothing to do.";
  const [plan, did] = VERBS[kind];
  const waits = waitsOf(report);
  const nothing = isPlan ? "Nothing would be done" : "Nothing was done";
  const [first] = items;
  const held = first?.holds === undefined ? "" : `: ${holdsWords(first.holds)}`;
  const word = wanted.kind === "resolve" ? consequenceOfWord(wanted, report) : null;
  if (word !== null) return waits === null ? `${word}.` : `${word}: ${waits}.`;
  const what = done === 0 ? nothing : `${isPlan ? plan : did} ${thingsOf(done, items)}`;
  // A rule that is let out sends as events come.
  const sends = isOfRule(kind) ? "" : sendsOf(report);
  return `${what}${held}${sends}${waits === null ? "" : `: ${waits}`}${refused === 0 ? "" : `; ${refused} refused`}.`;
}

/** What is written down by a person's word on what nobody knew, and what follows: the start of a sentence; null when nothing is. */
export function notedOf(
  { wasDone }: { readonly wasDone: boolean },
  { isPlan, items }: Pick<OperationReport, "isPlan" | "items">,
): string | null {
  const follows = items.find(({ does }) => does !== null)?.does ?? null;
  if (follows === null) return null;
  return `${isPlan ? "Would be noted" : "Noted"} as ${wasDone ? "done" : "not done"}; the run ${printable(follows)}`;
}

/** That what is done waits for the end of pauses: the end of a sentence; null when none of those shown does. */
export function waitsOf({ items }: Pick<OperationReport, "items">): string | null {
  const why = items.flatMap(({ waits }) => waits ?? []);
  if (why.length === 0) return null;
  const doing = items.filter(({ refused }) => refused === null).length;
  const who =
    why.length < doing ? (why.length === 1 ? "1 waits" : `${why.length} wait`) : doing === 1 ? "it waits" : "all wait";
  return `${who}, since ${[...new Set(why)].map(printable).join(", and since ")}`;
}

function isOfRule(kind: Wanted["kind"]): boolean {
  return kind === "enable" || kind === "disable" || kind === "promote";
}

/** What goes out by it at once, and what may behind that: the end of a sentence, empty when nothing does. */
export function sendsOf(report: Pick<OperationReport, "isPlan" | "texts" | "people" | "textsAhead">): string {
  const { isPlan, texts, people, textsAhead } = report;
  const to = people === 1 ? "1 person" : `${people} people`;
  const which = `${countOf(texts, "text")} to ${to}`;
  const sends = isPlan ? `sends ${which}` : `${which} ${texts === 1 ? "goes" : "go"} out`;
  const now = texts === 0 ? "" : `: ${sends}, if the send gate lets ${texts === 1 ? "it" : "them"}`;
  const may = `at most ${countOf(textsAhead, texts === 0 ? "text" : "further text")} may follow, where conditions and the send gate let`;
  const ahead = textsAhead === 0 ? "" : `${texts === 0 ? ":" : ";"} ${may} ${textsAhead === 1 ? "it" : "them"}`;
  return `${now}${ahead}`;
}

/** What may reach people a second time by it: a sentence without its full stop; null when nothing does. */
export function repeatsOf({ repeats }: Pick<OperationReport, "repeats">): string | null {
  return repeats === 0 ? null : `${countOf(repeats, "text")} may have arrived before, and may arrive twice`;
}

/** What is said of a plan, and of what was done. */
const VERBS: Readonly<Record<Wanted["kind"], readonly [plan: string, did: string]>> = {
  retry: ["Retries", "Retried"],
  drop: ["Drops", "Dropped"],
  cancel: ["Cancels", "Cancelled"],
  resolve: ["Settles", "Settled"],
  resume: ["Resumes", "Resumed"],
  replay: ["Evaluates again", "Evaluated again"],
  approve: ["Approves the text of", "Approved the text of"],
  refuse: ["Refuses the text of", "Refused the text of"],
  release: ["Releases", "Released"],
  erase: ["Erases", "Erased"],
  pause: ["Pauses", "Paused"],
  unpause: ["Resumes", "Resumed"],
  enable: ["Changes the file of", "Changed the file of"],
  disable: ["Changes the file of", "Changed the file of"],
  promote: ["Changes the file of", "Changed the file of"],
};

/** What things are called together: `3 runs`, or `3 things` when they are of several kinds. */
function thingsOf(count: number, items: readonly OperationItem[]): string {
  const kinds = [...new Set(items.filter(({ refused }) => refused === null).map(({ kind }) => kind))];
  const [kind] = kinds;
  const [only] = items;
  if (kind === "rule" && items.length === 1 && only !== undefined) return `rule ${printable(only.id)}`;
  if (kind === "sending" && items.length === 1 && only !== undefined) return pausedWords(only.id);
  return countOf(count, kinds.length !== 1 || kind === undefined ? "thing" : NOUNS[kind]);
}

const NOUNS: Readonly<Record<OperationItem["kind"], string>> = {
  run: "run",
  event: "event",
  contact: "contact",
  sending: "thing that is paused",
  rule: "rule",
};

/** What is paused, by its key: `everything`, `what rule x does`. */
function pausedWords(key: string): string {
  const [kind, ...rest] = key.split(":");
  const name = printable(rest.join(":"));
  if (kind === "rule") return `what rule ${name} does`;
  if (kind === "connection") return `all calls of ${name}`;
  return kind === "purpose" ? `every ${name} text` : "everything";
}

function shownLine(line: string): string {
  return maskNumbers(printableLine(line));
}

function decisionItemOf(item: OperationItem): DecisionItem {
  const { kind, id, ruleId, contact, calledAs, does, refused, holds, waits } = item;
  const behind = `${holds === undefined ? "" : `; ${holdsWords(holds)}`}${waitsWords(waits)}`;
  const told = does === null ? withoutPlaces(refused ?? "") : plainDeed(does, calledAs);
  return {
    ...{ kind, id: printable(id), ruleId, contact },
    calledAs: calledAs === undefined ? null : shownName(calledAs, null),
    isRefused: refused !== null,
    text: maskNumbers(printable(`${told}${behind}`)),
  };
}

/** That a thing waits, behind what is done with it; empty when it does not. */
export function waitsWords(waits: string | undefined): string {
  return waits === undefined ? "" : `; waits: ${waits}`;
}

/** How many runs a pause keeps where they are: the end of a sentence. */
export function holdsWords(holds: number): string {
  return holds === 0
    ? "nothing of it is under way now"
    : `${countOf(holds, "run")} under way ${holds === 1 ? "waits" : "wait"} until then, and so does what starts meanwhile`;
}

function refusalsOf(items: readonly DecisionItem[]): DecisionView["refusals"] {
  const counts = new Map<string, number>();
  for (const { isRefused, text } of items) if (isRefused) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].map(([why, count]) => ({ why, count })).sort((one, other) => other.count - one.count);
}

function doubtOf(wanted: Wanted, { done, repeats, textsAhead }: OperationReport): string | null {
  if (done === 0) return null;
  if (wanted.kind === "resolve") return doubtOfWord(wanted);
  if (wanted.kind === "promote" || (wanted.kind === "enable" && !wanted.inShadow))
    return textsAhead === 0
      ? "It sends no texts; whatever else it does is done from then on, and that is meant."
      : "What it does is meant to reach people: its texts go out from then on.";
  const twice = repeatsOf({ repeats });
  return twice === null ? null : `${twice}: that is meant.`;
}

/** What was seen: how many of what, and what would become of those that are shown. */
function fingerprintOf(
  { done, refused, texts, people, repeats, textsAhead, items }: OperationReport,
  digest: (text: string) => string,
): string {
  const each = items.map(({ id, does, refused: why, fileChange, waits }) => [id, does, why, fileChange?.seen, waits]);
  return digest(JSON.stringify([done, refused, texts, people, repeats, textsAhead, each])).slice(0, 16);
}
