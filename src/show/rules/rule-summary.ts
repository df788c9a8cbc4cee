import { actionOf } from "../../core/actions/registry.ts";
import { placeOf } from "../../core/base/diagnostic.ts";
import { formatDuration } from "../../core/base/duration.ts";
import type { EffectSpec } from "../../core/model/ruleset/action.ts";
import type { Condition, EventPattern, Instruction, Rule, Variable } from "../../core/model/ruleset/rule.ts";
import { ruleState } from "../../core/model/ruleset/rule-state.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import { printable, printableJson } from "../text/printable.ts";
import type { Style } from "../text/style.ts";
import { approvalParts } from "./approval-parts.ts";
import { attemptWords, needNames } from "./step-words.ts";
import { nextOccurrences, triggerWords } from "./trigger.ts";

/** What a rule is summarised with. */
export interface SummaryParts {
  readonly settings: Settings;
  /** How many tests stand beside it. */
  readonly tests: number;
  readonly style: Style;
  /** From when on schedules are told, epoch milliseconds. */
  readonly now: number;
}

/** Lines that say in words when a rule fires and what it does, each part with its place in the file. */
export function summariseRule(rule: Rule, { settings, tests, style, now }: SummaryParts): readonly string[] {
  const place = ({ place: at }: { readonly place: Rule["place"] }): string =>
    style.dim(placeOf({ ...at, file: at.file === rule.file ? "" : (at.file ?? "") }));
  const next = nextOccurrences(rule, now).map((at) => `  ${isoInZone(at, settings.timezone)}`);
  return [
    `${style.bold(rule.id)}${rule.name === null ? "" : `: ${printable(rule.name)}`}`,
    `${printable(placeOf({ file: rule.file, ...rule.place }))}, ${ruleState(rule)}, priority ${rule.priority}, ` +
      `${tests} ${tests === 1 ? "test" : "tests"}, version ${rule.version}`,
    ...sectionsOf(rule, { settings, title: style.bold, place, next }),
  ];
}

/** The same without places, and without what depends on the moment: the same for versions that say the same. */
export function ruleWords(rule: Rule, settings: Settings): readonly string[] {
  const lines = [
    `${rule.id}${rule.name === null ? "" : `: ${printable(rule.name)}`}`,
    `${ruleState(rule)}, priority ${rule.priority}`,
    ...sectionsOf(rule, { settings, title: (text) => text, place: () => "", next: [] }),
  ];
  return lines.map((line) => line.trimEnd());
}

function sectionsOf(
  rule: Rule,
  {
    settings,
    title: titled,
    place,
    next,
  }: {
    readonly settings: Settings;
    readonly title: (text: string) => string;
    readonly place: Place;
    readonly next: readonly string[];
  },
): readonly string[] {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", titled(title), ...lines];
  const { program, onErrorAt } = rule;
  const steps = program.slice(0, onErrorAt ?? program.length);
  const handler = onErrorAt === null ? [] : program.slice(onErrorAt);
  const approvals = approvalParts(rule);
  const describe = (step: Instruction, index: number): readonly string[] =>
    approvals.has(step) ? [] : describeInstruction(step, index, place).map(approvals.told);
  return [
    ...section(
      "on",
      rule.triggers.flatMap((trigger) => {
        const { starts, inboxes, sources, where } = triggerWords(trigger, settings);
        return [
          `  ${starts}${namesOf("in", inboxes)}${namesOf("from", sources)}  ${place(trigger)}`,
          ...(where === null ? [] : describeCondition(where, "    ", place)),
        ];
      }),
    ),
    ...section("next", next),
    ...section("if", rule.condition === null ? [] : describeCondition(rule.condition, "  ", place)),
    ...section("limits", describeLimits(rule)),
    ...section("cancel_on", describePatterns(rule.cancelOn ?? [], { indent: "  ", place, isNamed: true })),
    ...section(
      "vars",
      rule.vars.flatMap((variable) => describeVariable(variable, "  ", place)),
    ),
    ...section(
      "do",
      steps.flatMap((step, index) => describe(step, index)),
    ),
    ...section(
      "on_error",
      handler.flatMap((step, index) => describe(step, steps.length + index)),
    ),
  ];
}

function namesOf(word: "in" | "from", names: readonly string[] | null): string {
  return names === null ? "" : ` ${word} ${names.join(", ")}`;
}

type Place = (item: { readonly place: Rule["place"] }) => string;

function describeLimits({ limits, key, acceptsLateMs, group, mode }: Rule): readonly string[] {
  const { oncePerMs, max } = limits;
  const each = key === null ? "contact" : printable(key);
  return [
    ...(oncePerMs === null ? [] : [`  once per ${formatDuration(oncePerMs)} for each ${each}`]),
    ...(max === undefined ? [] : [`  ${max.count} in ${formatDuration(max.windowMs)} for each ${each}`]),
    ...(acceptsLateMs === undefined ? [] : [`  no event that comes more than ${formatDuration(acceptsLateMs)} late`]),
    ...(mode === undefined ? [] : [`  mode ${mode}`]),
    ...(group === undefined ? [] : [`  group ${group.name}: answers ${group.answers}`]),
  ];
}

function describeCondition(condition: Condition, indent: string, place: Place): readonly string[] {
  switch (condition.kind) {
    case "test":
      return [`${indent}${printable(condition.written)}  ${place(condition)}`];
    case "not":
      return [`${indent}not  ${place(condition)}`, ...describeCondition(condition.child, `${indent}  `, place)];
    case "all":
    case "any":
      return [
        `${indent}${condition.kind} of  ${place(condition)}`,
        ...condition.children.flatMap((child) => describeCondition(child, `${indent}  `, place)),
      ];
  }
}

/** Events with what each has to fit; named by their types where a condition may be taken for one of all. */
function describePatterns(
  patterns: readonly EventPattern[],
  { indent, place, isNamed }: { readonly indent: string; readonly place: Place; readonly isNamed: boolean },
): readonly string[] {
  return patterns.flatMap(({ eventType, where }) => [
    ...(isNamed ? [`${indent}${eventType}`] : []),
    ...(where === null ? [] : describeCondition(where, isNamed ? `${indent}  ` : indent, place)),
  ]);
}

function describeVariable(variable: Variable, indent: string, place: Place): readonly string[] {
  if ("value" in variable) return [`${indent}${variable.name} = ${printableJson(variable.value)}`];
  return [`${indent}${variable.name} = whether`, ...describeCondition(variable.condition, `${indent}  `, place)];
}

/** Nothing for jumps and ends: they are how the program is laid out, not what the author wrote. */
function describeInstruction(instruction: Instruction, index: number, place: Place): readonly string[] {
  if (instruction.op === "jump" || instruction.op === "next" || instruction.op === "end") return [];
  const line = (text: string): string => `  ${instruction.path}  ${text}  ${place(instruction)}`;
  switch (instruction.op) {
    case "effect":
      return [
        line(describeEffect(instruction.effect)),
        ...attemptWords(instruction, index).map((words) => `      ${words}`),
      ];
    case "unless":
      if (instruction.isImplied === true) return [];
      return [line("only if"), ...describeCondition(instruction.condition, "      ", place)];
    case "wait":
      return [line(`wait ${describeWait(instruction.wait)}`)];
    case "await":
      return [
        line(`wait ${describeAwait(instruction)}`),
        ...describePatterns(eventsWritten(instruction), {
          indent: "      ",
          place,
          isNamed: needNames(instruction.events),
        }),
        ...(instruction.verify ? ["      verify: Heymarket is asked before it is taken that none came"] : []),
      ];
    case "each": {
      const { list, as, max } = instruction;
      return [line(`for each ${as} of ${printable(list)}, ${max} at most`)];
    }
    case "set":
      return [line("set"), ...instruction.values.flatMap((value) => describeVariable(value, "      ", place))];
    case "report": {
      const names = instruction.counts.map(({ name, pattern }) => `${name} (${pattern.eventType})`).join(", ");
      return [line(`report of the last ${formatDuration(instruction.lastMs)}: ${names}`)];
    }
    case "log":
      return [line(`log ${printableJson(instruction.text)}`)];
    case "stop":
      return [line(instruction.reason === null ? "stop" : `stop: ${printable(instruction.reason)}`)];
  }
}

/** What the answers of a question are stands with them. */
function eventsWritten({ events, newsSince }: AwaitInstruction): AwaitInstruction["events"] {
  return newsSince === "sent" ? [] : events;
}

type AwaitInstruction = Extract<Instruction, { op: "await" }>;

function describeAwait(instruction: AwaitInstruction): string {
  const { events, timeoutMs, clock, lookbackMs, approves, newsSince } = instruction;
  if (approves !== undefined) return `for a person's approval, asked by a note, ${formatDuration(timeoutMs)} at most`;
  if (newsSince === "sent") return `for an answer, ${formatDuration(timeoutMs)} at most`;
  const types = [...new Set(events.map(({ eventType }) => eventType))].join(" or ");
  const counted = clock === null ? "" : ` in which ${clock} is open`;
  const back = lookbackMs === null ? "" : `, or ${formatDuration(lookbackMs)} before`;
  return `for ${types}, ${formatDuration(timeoutMs)}${counted} at most${back}`;
}

function describeWait(wait: Extract<Instruction, { op: "wait" }>["wait"]): string {
  switch (wait.kind) {
    case "duration":
      return formatDuration(wait.ms);
    case "open":
      return `until ${wait.calendar} is open`;
    case "instant":
      return `until ${printable(wait.at)}`;
  }
}

function describeEffect(effect: EffectSpec): string {
  return actionOf(effect.action)
    .describeSpec(effect)
    .map((phrase) => {
      switch (phrase.kind) {
        case "words":
          return printable(phrase.text);
        case "quote":
          return printableJson(phrase.text);
        case "payload":
          return printableJson(phrase.value);
      }
    })
    .join(" ");
}
