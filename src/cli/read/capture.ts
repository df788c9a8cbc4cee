import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSimulatedEngine } from "../../app-simulation.ts";
import { loadText } from "../../compile/load.ts";
import { testLines, withTest } from "../../compile/yaml/insert-test.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { suggest } from "../../core/base/suggest.ts";
import { historyNeed } from "../../core/language/history.ts";
import { SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { EventRecord, Store } from "../../ports/store.ts";
import { printable } from "../../show/text/printable.ts";
import { capturedTest, writtenExpectations } from "../../sim/captured-test.ts";
import { runRuleTest } from "../../sim/rule-test-run.ts";
import type { RuleTestResult } from "../../sim/rule-test-run.ts";
import { createScrubber } from "../../sim/scrub.ts";
import { digest } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";
import type { Project } from "../project.ts";
import { findEvent } from "./find-record.ts";
import { withProjectStore } from "./open-project-store.ts";

/** What `events capture` is asked for. */
export interface CaptureOptions {
  readonly id: string;
  /** The rule the test is of; absent: the one that fired on the event. */
  readonly rule?: string;
  /** The file of the rule, which the test is written into; absent: it is printed. */
  readonly into?: string;
  readonly scrubText: boolean;
  readonly store?: string;
}

type Runnable = Project & { readonly config: NonNullable<Project["config"]> };

/**
 * `heyrules events capture ID`: a test from an event that happened, without what tells who it was of, which passes with the rules as they are.
 *
 * @throws EngineError NOT_FOUND for an event or a rule that is not there; USAGE for one that cannot be captured, or a file without the rule;
 *   FILE_UNUSABLE when the file cannot be written.
 */
export async function captureEvent(
  context: CliContext,
  globals: GlobalOptions,
  options: CaptureOptions,
): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (!isRunnable(project))
    throw new FindingsError("RULES_INVALID", "Nothing was captured: correct the files.", project);
  const written = await withProjectStore(context, globals, options.store, async (store) => {
    const record = await findEvent(store, options.id);
    const rule = ruleFor(record, project, options.rule);
    return { rule, test: await writtenTest(store, { record, rule, project, hidesTexts: options.scrubText }) };
  });
  const { rule } = written;
  if (options.into !== undefined && resolve(options.into) !== resolve(rule.file)) {
    throw new EngineError(
      "USAGE",
      `--into ${printable(options.into)}: the rule ${rule.id} stands in ${rule.file}; a test stands beside its rule.`,
    );
  }
  const ran = await runIn(context, globals, { rule, test: { ...written.test, expect: [] } });
  const effects = ran.runs.flatMap((run) => run.effects).toSorted((a, b) => a.plannedAt - b.plannedAt);
  const test = { ...written.test, ...writtenExpectations(effects, project.config.settings) };
  const { failure, text } = await runIn(context, globals, { rule, test });
  if (failure !== null)
    throw new EngineError("USAGE", `A test of ${rule.id} on this event would not pass: ${failure.join("; ")}.`);
  if (options.into !== undefined) writeRuleFile(rule.file, text);
  if (globals.json)
    printJson(context, "capture", { rule: rule.id, file: options.into === undefined ? null : rule.file, test });
  else if (options.into === undefined) context.out(testLines(test, 0).join("\n"));
  if (options.into !== undefined) {
    const look = "Look through it for what tells who somebody is, before you share it.";
    context.note(`A test of ${rule.id} was written to ${rule.file}. ${look}`);
  }
  return EXIT.ok;
}

/** @throws EngineError USAGE when it is not clear which one is meant; NOT_FOUND. */
function ruleFor({ event, evaluation }: EventRecord, { rules }: Project, id: string | undefined): Rule {
  if (event.type === SCHEDULE_TYPE || event.redactedAt !== undefined) {
    const why =
      event.redactedAt === undefined
        ? "an occurrence of a schedule is made by the test itself"
        : "its text was removed";
    throw new EngineError("USAGE", `The event ${event.id} cannot be captured: ${why}.`);
  }
  const fired = (evaluation?.verdicts ?? []).filter(({ outcome }) => outcome === "fired").map(({ ruleId }) => ruleId);
  const [only, second] = fired;
  if (id === undefined && (only === undefined || second !== undefined)) {
    const which = only === undefined ? "no rule fired" : `several rules fired (${fired.join(", ")})`;
    throw new EngineError("USAGE", `On the event ${event.id} ${which}: say which one the test is of, --rule ID.`);
  }
  const wanted = id ?? only ?? "";
  const rule = rules.find((one) => one.id === wanted);
  if (rule !== undefined) return rule;
  const hint =
    suggest(
      wanted,
      rules.map((one) => one.id),
    ) ?? "heyrules rules ls shows them.";
  throw new EngineError("NOT_FOUND", `There is no rule "${printable(wanted)}"; ${hint}`);
}

/** The test but for what it expects. */
async function writtenTest(
  store: Store,
  given: {
    readonly record: EventRecord;
    readonly rule: Rule;
    readonly project: Runnable;
    readonly hidesTexts: boolean;
  },
): Promise<JsonObject> {
  const {
    record: { event },
    rule,
    project: {
      config: { settings },
    },
    hidesTexts,
  } = given;
  const contact = await store.getContact(event.lane);
  const optState = event.phone === null ? null : await store.optStateOf(event.phone);
  const need = historyNeed(rule.histories);
  const counted = need === null ? [] : await store.history(event.lane, need.types, event.at - need.lastMs);
  const history = counted.filter((one) => one.id !== event.id && one.receivedAt < event.receivedAt).toReversed();
  const names = [contact?.name, contact?.first, contact?.last, nameIn(event.data)].flatMap((name) => name ?? []);
  const scrubber = createScrubber({
    phone: event.phone,
    names: [...names, ...names.flatMap((name) => name.split(/\s+/))],
    hidesTexts,
  });
  return capturedTest({ event, contact, optState, history, settings, scrubber });
}

function nameIn(data: JsonObject): string | null {
  const { conversation } = data as { readonly conversation?: { readonly name?: unknown } };
  return typeof conversation?.name === "string" ? conversation.name : null;
}

/** How a test runs where it would stand, and the text of the file with it. */
async function runIn(
  context: CliContext,
  globals: GlobalOptions,
  { rule, test }: { readonly rule: Rule; readonly test: JsonObject },
): Promise<RuleTestResult & { readonly text: string }> {
  const text = withTest(await loadText(rule.file), { ruleId: rule.id, test });
  if (text === null) {
    throw new EngineError(
      "USAGE",
      `The rule ${rule.id} in ${rule.file} has no room for a test: write it, and its tests, in lines of their own.`,
    );
  }
  const project = await loadProject(context, globals, { requireSecrets: false, texts: new Map([[rule.file, text]]) });
  const added = project.tests.filter(({ ruleId }) => ruleId === rule.id).at(-1);
  if (!isRunnable(project) || added === undefined)
    throw new FindingsError("RULES_INVALID", "The event could not be written as a test.", project);
  const { settings } = project.config;
  const result = await runRuleTest(added, {
    rules: project.rules,
    settings,
    createEngine: createSimulatedEngine,
    digest,
  });
  return { ...result, text };
}

function writeRuleFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw new EngineError("FILE_UNUSABLE", `${file} cannot be written (${messageOf(cause)}); it is as it was.`, {
      cause,
    });
  }
}
