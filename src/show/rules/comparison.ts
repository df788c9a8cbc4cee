import type { JsonObject } from "../../core/base/json.ts";
import type { RuleComparison, UndecidedReason } from "../../core/match/comparison/compare-rules.ts";
import type { Relation } from "../../core/match/comparison/relation.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { printable } from "../text/printable.ts";
import type { ShownExample } from "./example-test.ts";
import { exampleLines, exampleTest } from "./example-test.ts";

/** One of two rules that were compared. */
interface ComparedRule {
  readonly rule: Rule;
  /** As it was asked for. */
  readonly shown: string;
}

/** Two rules and what was found. */
export interface ShownComparison {
  readonly first: ComparedRule;
  readonly second: ComparedRule;
  readonly comparison: RuleComparison<ShownExample & { readonly beyondTests: readonly string[] }>;
  readonly settings: Settings;
  /** What a test on the event that starts both says besides it; empty without such an event. */
  readonly bothDo: JsonObject;
}

type Shown = ShownComparison["comparison"]["onlyFirst"];

/** What was found in sentences, each difference with an event that shows it. */
export function comparisonLines(shown: ShownComparison): readonly string[] {
  const { comparison } = shown;
  const { onlyFirst, onlySecond, both } = comparison;
  const [a, b] = namesOf(shown);
  const parts = [
    {
      answer: onlyFirst,
      title: `starts ${a} and not ${b}`,
      below: b,
      open: `whether an event starts ${a} and not ${b}`,
    },
    {
      answer: onlySecond,
      title: `starts ${b} and not ${a}`,
      below: a,
      open: `whether an event starts ${b} and not ${a}`,
    },
    { answer: both, title: `starts ${a} and ${b}`, below: null, open: `whether an event starts both` },
  ];
  const told = comparison.relation === "equal" ? parts.slice(0, 2) : parts;
  const withExample = ["undecided", "overlap"].includes(comparison.relation) ? parts : parts.slice(0, 2);
  return [
    ...ownLines(shown),
    sentenceOf(comparison.relation, [a, b]),
    ...told.flatMap(({ answer, open }) =>
      answer.kind === "undecided" ? [`undecided: ${open}: ${reasonsText(answer.reasons)}`] : [],
    ),
    ...withExample.flatMap(({ answer, title, below }) => exampleOf(answer, { title, below }, shown)),
  ];
}

/** The same for a machine; examples are tests as they stand in a file. */
export function comparisonJson(shown: ShownComparison): JsonObject {
  const { comparison, settings, bothDo } = shown;
  const [a, b] = namesOf(shown);
  const { onlyFirst, onlySecond, both, own } = comparison;
  const answerJson = (answer: Shown, title: string, deeds: JsonObject = {}): JsonObject => {
    switch (answer.kind) {
      case "example": {
        const { beyondTests } = answer.example;
        return { is: "possible", test: { ...exampleTest(title, answer.example, settings), ...deeds }, beyondTests };
      }
      case "none":
        return { is: "impossible" };
      case "undecided":
        return { is: "undecided", reasons: answer.reasons.map(({ leaf, why }) => ({ leaf, why, text: WHY[why] })) };
    }
  };
  const ruleJson = ({ rule, shown: asked }: ComparedRule, index: 0 | 1): JsonObject => {
    const { id, file, place, version } = rule;
    return { asked, id, version, file, line: place.line, column: place.column, ...own[index] };
  };
  return {
    relation: comparison.relation,
    first: ruleJson(shown.first, 0),
    second: ruleJson(shown.second, 1),
    onlyFirst: answerJson(onlyFirst, `starts ${a} and not ${b}`),
    onlySecond: answerJson(onlySecond, `starts ${b} and not ${a}`),
    both: answerJson(both, `starts ${a} and ${b}`, bothDo),
  };
}

/** The ids, or what was asked for where both are of one id. */
function namesOf({ first, second }: Pick<ShownComparison, "first" | "second">): readonly [string, string] {
  if (first.rule.id !== second.rule.id) return [first.rule.id, second.rule.id];
  return first.shown === second.shown
    ? [first.rule.id, second.rule.id]
    : [printable(first.shown), printable(second.shown)];
}

function ownLines({ first, second, comparison }: ShownComparison): readonly string[] {
  const names = namesOf({ first, second });
  return comparison.own.flatMap(({ neverFires, alwaysHolds }, index) => {
    const name = names[index] ?? "";
    if (neverFires) return [`${name} never fires: no event fits its \`on\` and \`if\``];
    return alwaysHolds ? [`the \`if\` of ${name} holds on every event of its \`on\``] : [];
  });
}

function sentenceOf(relation: Relation, [a, b]: readonly [string, string]): string {
  switch (relation) {
    case "equal":
      return `equal: every event that starts ${a} starts ${b}, and the other way round`;
    case "first-implies-second":
      return `${a} implies ${b}: every event that starts ${a} starts ${b}`;
    case "second-implies-first":
      return `${b} implies ${a}: every event that starts ${b} starts ${a}`;
    case "never-both":
      return `never both: no event starts ${a} and ${b}`;
    case "overlap":
      return `overlap: some events start both, some only ${a}, some only ${b}`;
    case "undecided":
      return `undecided: it is not proved how ${a} and ${b} lie to each other`;
  }
}

const WHY: Readonly<Record<UndecidedReason["why"], string>> = {
  logic: "JSON Logic is not looked into",
  "two-fields": "it compares two fields",
  variable: "it goes by a variable that is no condition",
  absence: "what comes later is not made up",
  pattern: "what several regular expressions have in common is not worked out",
  history: "earlier events are not made up",
  texts: "nothing was found that answers these at once, and it is not proved that nothing does",
  size: "there are too many ways to go through",
  timing: "whether it starts then as the other does is not worked out",
  "no-event": "the event that was made up did not show it",
};

function reasonsText(reasons: readonly UndecidedReason[]): string {
  return reasons.map(({ leaf, why }) => (leaf === null ? WHY[why] : `\`${printable(leaf)}\` (${WHY[why]})`)).join("; ");
}

function exampleOf(
  answer: Shown,
  { title, below }: { readonly title: string; readonly below: string | null },
  { settings, bothDo }: ShownComparison,
): readonly string[] {
  if (answer.kind !== "example") return [];
  const { example } = answer;
  const where =
    below === null
      ? "# this starts both, for the tests of either:"
      : `# for the tests of ${below}, which this does not start:`;
  const test = { ...exampleTest(title, example, settings), ...(below === null ? bothDo : {}) };
  const beyond = example.beyondTests.map((text) => `# a test cannot say that ${printable(text)}`);
  return ["", where, ...beyond, ...exampleLines(test)];
}
