import { resolve } from "node:path";
import { testLines } from "../../compile/yaml/insert-test.ts";
import { EngineError } from "../../core/base/errors.ts";
import { rowsOf } from "../../core/base/pages.ts";
import { suggest } from "../../core/base/suggest.ts";
import { SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { printable } from "../../show/text/printable.ts";
import { eventTest } from "../../sim/captured/event-test.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { isRunnable, loadProject } from "../project.ts";
import { readSeenText, replaceText } from "../replace-text.ts";
import type { Project } from "../project.ts";
import { firedIds } from "../../sim/captured/faithful-test.ts";
import { runIn, testThatHolds } from "./faithful-test.ts";
import { findEvent } from "./find-record.ts";
import { withWholeRecords } from "./open-project-store.ts";

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

/**
 * `heyrules events capture ID`: a test from an event that happened, without what tells who it was of, which passes with the rules as they are.
 *
 * @throws EngineError NOT_FOUND for an event or a rule that is not there; USAGE for one that cannot be captured, or a file without the rule;
 *   CAPTURE_DIFFERS when a test of it would say something else than what happened; FILE_UNUSABLE when the file cannot be written.
 */
export async function captureEvent(
  context: CliContext,
  globals: GlobalOptions,
  options: CaptureOptions,
): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  if (!isRunnable(project))
    throw new FindingsError("RULES_INVALID", "Nothing was captured: correct the files.", project);
  const captured = await withWholeRecords(context, globals, options.store, async (store) => {
    const record = await findEvent(store, options.id);
    const rule = ruleFor(record, project, options.rule);
    const runs = await runsOfEvent(store, record.event.id);
    const { scrubText: hidesTexts } = options;
    const { settings } = project.config;
    return { rule, record, runs, test: await eventTest(store, { record, runs, rule, settings, hidesTexts }) };
  });
  const { rule } = captured;
  if (options.into !== undefined && resolve(options.into) !== resolve(rule.file)) {
    throw new EngineError(
      "USAGE",
      `--into ${printable(options.into)}: the rule ${rule.id} stands in ${rule.file}; a test stands beside its rule.`,
    );
  }
  const seen = options.into === undefined ? null : (await readSeenText(rule.file)).seen;
  const { settings } = project.config;
  const test = await testThatHolds(context, globals, captured, { rules: project.rules, settings });
  const { failure, text } = await runIn(context, globals, { rule, test });
  if (failure !== null)
    throw new EngineError("USAGE", `A test of ${rule.id} on this event would not pass: ${failure.join("; ")}.`);
  if (options.into !== undefined) await replaceText(rule.file, { text, seen });
  if (globals.json)
    printJson(context, "capture", { rule: rule.id, file: options.into === undefined ? null : rule.file, test });
  else if (options.into === undefined) context.out(testLines(test, 0).join("\n"));
  if (options.into !== undefined) {
    const look = "Look through it for what tells who somebody is, before you share it.";
    context.note(`A test of ${rule.id} was written to ${rule.file}. ${look}`);
  }
  return EXIT.ok;
}

async function runsOfEvent(store: ReadStore, eventId: string): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = [];
  for await (const run of rowsOf((page) => store.listRuns({ eventId, ...page }))) runs.push(run);
  return runs;
}

/** @throws EngineError USAGE when it is not clear which one is meant; NOT_FOUND. */
function ruleFor(record: EventRecord, { rules }: Project, id: string | undefined): Rule {
  const { event } = record;
  const why =
    event.type === SCHEDULE_TYPE
      ? "an occurrence of a schedule is made by the test itself"
      : event.redactedAt !== undefined
        ? "its text was removed"
        : record.evaluation === null
          ? "no rule was evaluated on it"
          : null;
  if (why !== null) {
    throw new EngineError("USAGE", `The event ${event.id} cannot be captured: ${why}.`);
  }
  const fired = firedIds(record);
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
