import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { excerptOf } from "../../../core/base/diagnostic.ts";
import { suggest } from "../../../core/base/suggest.ts";
import { findEvent } from "../../../core/match/comparison/find-event.ts";
import type { Condition, Rule } from "../../../core/model/ruleset/rule.ts";
import { eventTypesOf, patternOf } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { isTextToContact } from "../../../core/actions/text-to-contact.ts";

/** Rule files, for the line of a finding. */
type Sources = readonly { readonly file: string; readonly text: string }[];

/** A lint must be fast, and may say nothing: ways that are looked at for one question, and questions. */
const MOST_STEPS = 300;
const MOST_PROOFS = 500;
/** Groups whose names are compared, each with all others. */
const MOST_GROUPS = 300;

/**
 * Warns of what only several rules together do: two text the contact on the same events, or one never answers because others of
 * its group always come first. Nothing is said that is not proved, but for a group whose name looks misspelt.
 */
export function pairFindings(rules: readonly Rule[], settings: Settings, sources: Sources): readonly Diagnostic[] {
  const input = { settings, mostSteps: MOST_STEPS };
  let left = MOST_PROOFS;
  const isNever: IsNever = (starts, startsNot) => {
    left -= 1;
    return left >= 0 && findEvent({ starts: [starts], startsNot }, input).kind === "none";
  };
  const mayProve = (): boolean => left > 0;
  const found = [
    ...unanswering(rules, settings, isNever),
    ...twiceTexting(rules, { isNever, mayProve }),
    ...misspeltGroups(rules),
  ];
  return found.map(({ rule, ...finding }) => ({
    ...finding,
    severity: "warning",
    file: rule.file,
    ...rule.place,
    excerpt: excerptOf(sources.find(({ file }) => file === rule.file)?.text ?? "", rule.place.line),
  }));
}

/** Whether it is proved that no event starts a rule and none of some others. */
type IsNever = (starts: Rule, startsNot: readonly Rule[]) => boolean;
type PairFinding = Pick<Diagnostic, "code" | "message" | "hint"> & { readonly rule: Rule };

/** Rules with `answers: first` of whose events others of the group take each. */
function unanswering(rules: readonly Rule[], { sources }: Settings, isNever: IsNever): readonly PairFinding[] {
  // A source that starts some rules only may leave the first one out.
  if (Object.values(sources).some((source) => source.rules !== null)) return [];
  return rules.flatMap((rule): readonly PairFinding[] => {
    const { group } = rule;
    if (group?.answers !== "first" || rule.enabled === "off") return [];
    const earlier = rules.filter(
      (other) => other.group?.name === group.name && isBefore(other, rule) && alwaysFires(other),
    );
    if (earlier.length === 0 || isNever(rule, []) || !isNever(rule, earlier)) return [];
    const names = earlier.map(({ id }) => id).join(", ");
    const message = `"${rule.id}" never fires: whatever starts it starts ${names} of the group ${group.name} before it`;
    return [{ code: "never-answers", rule, message, hint: "give it a higher priority, or take the rule out" }];
  });
}

function isBefore(one: Rule, other: Rule): boolean {
  return one.priority > other.priority || (one.priority === other.priority && one.id < other.id);
}

/** Whether nothing but `on` and `if` decides that a rule fires, and nothing can fail. */
function alwaysFires({ enabled, liveFor, limits, mode, acceptsLateMs, vars, key }: Rule): boolean {
  const isLimited = limits.oncePerMs !== null || limits.max !== undefined || mode === "single";
  const isForAll = enabled === "on" && liveFor === undefined && acceptsLateMs === undefined;
  return isForAll && !isLimited && vars.length === 0 && key === null;
}

/** Rules that text the contact on the very same events. */
function twiceTexting(
  rules: readonly Rule[],
  { isNever, mayProve }: { readonly isNever: IsNever; readonly mayProve: () => boolean },
): readonly PairFinding[] {
  const alike = new Map<string, Rule[]>();
  for (const rule of rules.filter(beginsWithText)) {
    const shape = shapeOf(rule);
    const group = alike.get(shape);
    if (group === undefined) alike.set(shape, [rule]);
    else group.push(rule);
  }
  return [...alike.values()].flatMap((group) =>
    group.flatMap((rule, index): readonly PairFinding[] => {
      if (!mayProve()) return [];
      const twin = group
        .slice(0, index)
        .find((other) => !areOfOneGroup(rule, other) && isNever(rule, [other]) && isNever(other, [rule]));
      if (twin === undefined || isNever(rule, [])) return [];
      const message = `"${rule.id}" and "${twin.id}" start on the same events, so the contact gets two texts`;
      const hint = "make one rule of them, or give both a `group` and `answers: first`";
      return [{ code: "two-texts", rule, message, hint }];
    }),
  );
}

/** Rules alone in a group whose name is near that of another; of two such rules the later one. */
function misspeltGroups(rules: readonly Rule[]): readonly PairFinding[] {
  const sizes = new Map<string, number>();
  for (const { group } of rules) if (group !== undefined) sizes.set(group.name, (sizes.get(group.name) ?? 0) + 1);
  if (sizes.size > MOST_GROUPS) return [];
  const names = [...sizes.keys()];
  return rules.flatMap((rule): readonly PairFinding[] => {
    const name = rule.group?.name ?? "";
    if (sizes.get(name) !== 1 || name.length < SHORTEST_MISSPELT) return [];
    const at = names.indexOf(name);
    const others = names.filter((other, index) => (sizes.get(other) !== 1 || index < at) && !areNumbered(name, other));
    const hint = suggest(name, others);
    const message = `no other rule is in the group "${name}", so it decides nothing`;
    return hint === null ? [] : [{ code: "misspelt-group", rule, message, hint }];
  });
}

/** Of shorter names one letter makes another. */
const SHORTEST_MISSPELT = 4;

/** Whether two names are one with different numbers, such as `step1` and `step2`. */
function areNumbered(one: string, other: string): boolean {
  return one.replace(/\d+/g, "") === other.replace(/\d+/g, "");
}

/** Rules of different shapes are hardly equal, and thousands of them are not compared with each other. */
function shapeOf({ triggers, condition }: Rule): string {
  const patterns = triggers.map(patternOf);
  const read = [condition, ...patterns.map(({ where }) => where)].flatMap(pathsRead);
  return [...new Set([...eventTypesOf(triggers), ...read])].sort().join(" ");
}

function pathsRead(condition: Condition | null): readonly string[] {
  if (condition === null) return [];
  if (condition.kind === "test") return condition.reads;
  return condition.kind === "not" ? pathsRead(condition.child) : condition.children.flatMap(pathsRead);
}

/** Whether only the first of them answers. */
function areOfOneGroup({ group: one }: Rule, { group: other }: Rule): boolean {
  return one !== undefined && one.name === other?.name && [one, other].some(({ answers }) => answers === "first");
}

/** Whether a rule in force texts the contact first of all: behind a step that waits or decides, two rules may well differ. */
function beginsWithText({ enabled, liveFor, program }: Rule): boolean {
  const decidesAt = program.findIndex(({ op }) => ["unless", "wait", "await", "each"].includes(op));
  const first = decidesAt < 0 ? program : program.slice(0, decidesAt);
  const textsContact = first.some(isTextToContact);
  return enabled === "on" && liveFor === undefined && textsContact;
}
