import { EngineError } from "../../../core/base/errors.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { ruleState } from "../../../core/model/ruleset/rule-state.ts";
import { ruleWords } from "../../../show/rules/rule-summary.ts";
import { nextOccurrences, triggerJson } from "../../../show/rules/trigger.ts";
import { ruleView } from "../../../show/views/rules/rule.ts";
import { rulePage } from "../../../show/views/rules/rules.ts";
import { viewJson } from "../../../show/views/view-json.ts";
import { maskNumbers } from "../../../show/text/redact.ts";
import { toIso } from "../../../show/text/instants.ts";
import { filterBy, givenText, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import type { ApiRequest, Route } from "../route.ts";
import { instant, listOf, named, orNull, record, text } from "../schema.ts";

/** What can be asked of rules. */
export const RULE_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/rules",
    operationId: "listRules",
    tag: "rules",
    summary: "The rules in force",
    role: "read",
    parameters: [],
    answer: record("The rules in force.", {
      rules: listOf(named("RuleSummary"), "In the order of the files."),
      reloadProblem: orNull(text("Why the files as they stand now are not in force; null when they are.")),
    }),
    refuses: [],
    handle: ({ parts }) => {
      const { rules, settings } = parts.inForce();
      const reloadProblem = parts.operations.reloadProblem();
      return Promise.resolve({ rules: rules.map((rule) => summaryOf(rule, settings)), reloadProblem });
    },
  },
  {
    method: "get",
    path: "/rules/{id}",
    operationId: "getRule",
    tag: "rules",
    summary: "One rule in force in words, and its versions",
    role: "read",
    parameters: [{ name: "id", in: "path", description: "Id of the rule.", schema: { type: "string", minLength: 1 } }],
    answer: named("Rule"),
    refuses: ["NOT_FOUND"],
    handle: getRule,
  },
  {
    method: "get",
    path: "/rule-health",
    operationId: "listRuleHealth",
    tag: "rules",
    summary: "How the rules in force fare, with their figures of the last 24 hours",
    role: "read",
    parameters: [
      filterBy("q", "Words of the search of the dashboard.", { examples: ["stop state:on"] }),
      ...PAGE_PARAMETERS,
    ],
    answer: record("A page of the rules.", {
      rules: listOf(named("RuleHealth"), "In the order in which they are asked."),
      hoursAt: listOf(instant("The begin of an hour."), "The hours of `firedPerHour`."),
      next: orNull(text("Given as `after` it leads to the next page; null at the end.")),
    }),
    refuses: ["USAGE"],
    handle: listRuleHealth,
  },
];

async function listRuleHealth({ parts, given }: ApiRequest): Promise<object> {
  const { store, clock, inForce } = parts;
  const { rules, settings } = inForce();
  const look = { now: clock.now(), zone: settings.timezone };
  const { rows, hoursAt, next } = await rulePage(
    store,
    { rules, settings, search: givenText(given, "q") ?? "", ...pageOptions(given) },
    look,
  );
  return viewJson({ rules: rows, hoursAt, next });
}

async function getRule({ parts, given }: ApiRequest): Promise<object> {
  const { rules, ruleSet, settings } = parts.inForce();
  const id = givenText(given, "id") ?? "";
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) {
    const hint = suggest(
      id,
      rules.map((one) => one.id),
    );
    throw new EngineError("NOT_FOUND", `There is no rule "${id}" in force${hint === null ? "." : `; ${hint}`}`);
  }
  const look = { now: parts.clock.now(), zone: settings.timezone };
  const [kept, view] = await Promise.all([
    parts.store.ruleVersions(id),
    ruleView(parts.store, { ruleId: id, rules, ruleSet, settings }, look),
  ]);
  const differences = new Map(view?.versions.map(({ version, difference }) => [version, difference]));
  return {
    ...summaryOf(rule, settings),
    health: view && viewJson(view.row),
    whyNot: view?.whyNot ?? null,
    shadowReport: view?.shadowReport == null ? null : viewJson(view.shadowReport),
    changes: view?.changes ?? [],
    stateBefore: view?.stateBefore ?? null,
    decisions: (view?.decisions ?? []).map(viewJson),
    words: ruleWords(rule, settings).map(maskNumbers),
    next: nextOccurrences(rule, parts.clock.now()).map(toIso),
    versions: kept.map((one) => ({
      rule: id,
      version: one.rule.version,
      state: ruleState(one.rule),
      isInForce: one.rule.version === rule.version,
      firstLoadedAt: toIso(one.firstLoadedAt),
      lastLoadedAt: toIso(one.lastLoadedAt),
      file: one.rule.file,
      line: one.rule.place.line,
      words: ruleWords(one.rule, settings).map(maskNumbers),
      difference: differences.get(one.rule.version) ?? null,
    })),
  };
}

function summaryOf(rule: Rule, settings: Settings): object {
  const { id, name, enabled, priority, version, file, place } = rule;
  const triggers = rule.triggers.map((trigger) => triggerJson(trigger, settings));
  const { line, column } = place;
  return { id, name, enabled, state: ruleState(rule), priority, triggers, version, file, line, column };
}
