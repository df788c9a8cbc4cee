import { readTypedNumber } from "../../core/base/phone.ts";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import { tellingRule } from "../../core/actions/own-rules.ts";
import { activeRulesOf } from "../../core/match/active-rules.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { eventTypesOf } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { EventRecord, RuleVersion, RunRecord } from "../../ports/store/store.ts";
import { rulesAsThen } from "../../show/records/explain/as-then.ts";
import { formatExplanation } from "../../show/records/explain/explanation.ts";
import { describePause } from "../../show/records/pause.ts";
import { eventJson, runJson } from "../../show/records/record-json.ts";
import { explainRules } from "../../show/records/explain/rule-outcomes.ts";
import { noTextSentence } from "../../show/views/event/no-text.ts";
import { countOf } from "../../show/text/count-of.ts";
import { retell } from "../../show/text/instants.ts";
import { printable } from "../../show/text/printable.ts";
import { digest } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { filesWithErrors, loadProject } from "../project.ts";
import { whyNoEvents } from "./explain-nothing.ts";
import { findEvent, findRun } from "./find-record.ts";
import { withProjectStore } from "./open-project-store.ts";

/** What `heyrules explain` is asked for. */
export interface ExplainOptions {
  /** An event, a run, a number with country code, or a rule. */
  readonly target: string;
  /** Only this rule. */
  readonly rule?: string;
  readonly store?: string;
  /** At most so many events of a number or a rule. */
  readonly limit: number;
}

/** More runs than one event can start. */
const RUNS_SHOWN = 100;
/** How many of the newest events are searched for those that a rule listens to. */
const SEARCHED = 1_000;

/**
 * `heyrules explain EVENT|RUN|NUMBER|RULE`: for each event what every rule made of it and why, what its runs did, and what held it back.
 *
 * @throws EngineError NOT_FOUND when nothing stored and no rule is meant.
 */
export function runExplain(context: CliContext, globals: GlobalOptions, options: ExplainOptions): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const project = await projectAtHand(context, globals);
    const found = await findTarget(store, project, options);
    // Of many events the same rules are asked about.
    const known = new Map<string, Promise<readonly RuleVersion[]>>();
    const versionsOf = (id: string): Promise<readonly RuleVersion[]> => {
      const versions = known.get(id) ?? store.ruleVersions(id);
      known.set(id, versions);
      return versions;
    };
    const explained = await Promise.all(
      found.records.map((record) => explainOne(store, { ...project, versionsOf }, { record, only: found.rule })),
    );
    const pauses = await store.pauses();
    const optState = found.phone === null ? null : await store.optStateOf(found.phone);
    if (globals.json) {
      const events = explained.map((event) => ({
        ...eventJson(event.record),
        rules: explainRules(event),
        runs: event.runs.map(runJson),
      }));
      printJson(context, "explanation", { events, optState, pauses });
      return EXIT.ok;
    }
    for (const pause of pauses) context.out(describePause(pause, zone));
    if (optState !== null && optState.state !== "in") {
      const why = optState.state === "out" ? "opted out" : "is held";
      context.out(`${optState.phone} ${why} (${printable(optState.reason)}): no text goes out`);
    }
    if (explained.length === 0) {
      const meant = project.rules.find(({ id }) => id === options.target);
      const lines = meant === undefined ? [] : await whyNoEvents(store, meant, { zone, now });
      for (const line of lines) context.out(line);
      if (meant === undefined)
        context.out(`No event of ${printable(options.target)} is stored: nothing was to be done.`);
    }
    for (const event of explained) {
      const [head = "", ...lines] = formatExplanation(context, {
        ...event,
        zone,
        showsNumbers: true,
        showsTrees: true,
      });
      const none = found.rule === null ? noTextSentence({ ...event, outcomes: explainRules(event) }) : null;
      for (const line of [head, ...(none === null ? [] : [`  ${retell(none, zone)}`]), ...lines]) context.out(line);
    }
    return EXIT.ok;
  });
}

interface AtHand {
  /** None when there is no project whose configuration loads. */
  readonly settings: Settings | null;
  readonly rules: readonly Rule[];
  /** Files with errors, whose rules are not known. */
  readonly broken: readonly string[];
  /** Hashes that an engine on this project may have for its rules: without those of its own, and with them. */
  readonly ruleSets: readonly string[];
}

/** The project, as far as there is one: a store that is named can be read where there is none. */
async function projectAtHand(context: CliContext, globals: GlobalOptions): Promise<AtHand> {
  try {
    const project = await loadProject(context, globals, { requireSecrets: false });
    const { config, rules } = project;
    const settings = config?.settings ?? null;
    const broken = filesWithErrors(project);
    return { settings, rules, broken, ruleSets: settings === null ? [] : ruleSetsOf(rules, settings) };
  } catch (error) {
    if (error instanceof EngineError) return { settings: null, rules: [], broken: [], ruleSets: [] };
    throw error;
  }
}

function ruleSetsOf(rules: readonly Rule[], settings: Settings): readonly string[] {
  return [rules, [...rules, tellingRule(digest)]].map((some) => activeRulesOf(some, settings, digest).ruleSet.hash);
}

interface Target {
  /** The oldest first. */
  readonly records: readonly EventRecord[];
  /** Only this rule; null for all. */
  readonly rule: string | null;
  readonly phone: string | null;
}

async function findTarget(
  store: ReadStore,
  project: AtHand,
  { target, rule: asked, limit }: ExplainOptions,
): Promise<Target> {
  const { rules, settings } = project;
  const rule = asked ?? null;
  if (rule !== null) checkRuleKnown(rule, project);
  if (target.startsWith("run_")) {
    const { run } = await findRun(store, target);
    const record = await findEvent(store, run.eventId);
    return { records: [record], rule: rule ?? run.ruleId, phone: record.event.phone };
  }
  const meant = rules.find(({ id }) => id === target);
  if (meant !== undefined) return { records: await eventsOfRule(store, meant, limit), rule: meant.id, phone: null };
  const phone = target.startsWith("evt_") ? null : readNumber(target, settings);
  if (phone !== null) {
    const { rows } = await store.listEvents({ phone, limit });
    return { records: rows.toReversed(), rule, phone };
  }
  const record = await findEvent(store, target).catch((error: unknown) => {
    throw target.startsWith("evt_") ? error : notFound(target, project, error);
  });
  return { records: [record], rule, phone: record.event.phone };
}

/** A number as people of the configured country write it; without a project, only with country code. */
function readNumber(target: string, settings: Settings | null): string | null {
  // An end of an id may be digits, too.
  const isWhole = /^[+(\d][\d\s().-]{6,}$/.test(target);
  return readTypedNumber(target, isWhole ? (settings?.country ?? null) : null);
}

function notFound(target: string, { rules, broken }: AtHand, cause: unknown): EngineError {
  const meant = suggest(
    target,
    rules.map(({ id }) => id),
  );
  const hint = meant ?? "heyrules events ls and heyrules rules ls show what there is.";
  const message = `"${printable(target)}" is no event, run or rule, and no number with country code; ${hint}${notLoaded(broken)}`;
  return new EngineError("NOT_FOUND", message, { cause });
}

/** Says that a rule may be in files that do not load. */
function notLoaded(broken: readonly string[]): string {
  if (broken.length === 0) return "";
  const [first = "", ...others] = broken.map(printable);
  const which =
    others.length === 0
      ? `${first} does not load, so its`
      : `${first} and ${countOf(others.length, "other file")} do not load, so their`;
  return ` ${which} rules are not known: heyrules lint says what to correct.`;
}

function checkRuleKnown(rule: string, { rules, broken }: AtHand): void {
  const ids = rules.map(({ id }) => id);
  // Where no rules load, one of the store may be meant.
  if (ids.length === 0 || ids.includes(rule)) return;
  const hint = suggest(rule, ids) ?? "heyrules rules ls shows them.";
  throw new EngineError("NOT_FOUND", `There is no rule "${printable(rule)}"; ${hint}${notLoaded(broken)}`);
}

async function eventsOfRule(store: ReadStore, { triggers }: Rule, limit: number): Promise<readonly EventRecord[]> {
  const types = eventTypesOf(triggers);
  const { rows } = await store.listEvents({ limit: SEARCHED });
  return rows
    .filter(({ event }) => types.includes(event.type))
    .slice(0, limit)
    .toReversed();
}

interface Explained extends Pick<AtHand, "settings" | "rules"> {
  /** Of the rules at hand: that of then when they are those it was evaluated by. */
  readonly ruleSet?: string;
  readonly asThen: ReadonlySet<string>;
  readonly record: EventRecord;
  readonly runs: readonly RunRecord[];
}

/** An event with the versions of the rules that looked at it, and those of today that did not. */
async function explainOne(
  store: ReadStore,
  {
    settings,
    rules,
    ruleSets,
    versionsOf,
  }: AtHand & { readonly versionsOf: (ruleId: string) => Promise<readonly RuleVersion[]> },
  { record, only }: { readonly record: EventRecord; readonly only: string | null },
): Promise<Explained> {
  const isAsked = (id: string): boolean => only === null || id === only;
  const { evaluation } = record;
  const verdicts = (evaluation?.verdicts ?? []).filter(({ ruleId }) => isAsked(ruleId));
  const stored = await Promise.all(verdicts.map(({ ruleVersion }) => store.getRule(ruleVersion)));
  const looked = stored.filter((rule) => rule !== null);
  const others = rules.filter(({ id }) => isAsked(id) && looked.every((rule) => rule.id !== id));
  const ruleSet = ruleSets.find((one) => one === evaluation?.ruleSet) ?? ruleSets[0];
  const { rows } = await store.listRuns({ eventId: record.event.id, limit: RUNS_SHOWN });
  const of = { rules: [...looked, ...others], ...(ruleSet === undefined ? {} : { ruleSet }) };
  return {
    ...{ ...of, asThen: await rulesAsThen(versionsOf, record, of) },
    record: evaluation === null ? record : { ...record, evaluation: { ...evaluation, verdicts } },
    runs: rows.toReversed().filter(({ run }) => isAsked(run.ruleId)),
    settings,
  };
}
