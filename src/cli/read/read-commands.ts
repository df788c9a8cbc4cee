import { EngineError } from "../../core/base/errors.ts";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { createChoice } from "../choice.ts";
import { DELIVERY_OUTCOMES, SENT_CHOICES } from "../../core/model/delivery.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import type { CaptureOptions } from "./capture.ts";
import type { CompareOptions } from "./rules/compare-rules.ts";
import { RELATIONS } from "../../core/match/comparison/relation.ts";
import type { EventsQuery } from "./events.ts";
import type { ExplainOptions } from "./explain.ts";
import type { DiffOptions, HistoryOptions } from "./rules/rule-history.ts";
import type { RunsQuery } from "./runs.ts";

/** What the commands of a program share. */
export interface ProgramParts {
  readonly context: CliContext;
  /** To be called when a command runs, after its options are read. */
  readonly globals: () => GlobalOptions;
  readonly finish: (code: ExitCode) => void;
}

/** Adds the commands that only read: `events`, `runs` and `rules`, each with `ls` and `show`, and `explain`. */
export function addReadCommands(program: Command, parts: ProgramParts): void {
  addEvents(program.command("events").description("look at the events received"), parts);
  addRuns(program.command("runs").description("look at what rules did"), parts);
  addRules(
    program.command("rules").description("look at the rules in the files, and turn them on, off or a step further"),
    parts,
  );
  addExplain(program, parts);
}

function addExplain(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("explain")
    .description("say why something happened or did not: of an event, a run, a number or a rule")
    .argument("[what]", "id of an event or a run, a number with country code, or id of a rule")
    .option("--rule <id>", "only what this rule made of it")
    .option("--limit <count>", "at most so many events of a number or a rule, the newest; 1 to 1000", readLimit, 5)
    .option(...STORE_OPTION)
    .action(async (target: string | undefined, options: Omit<ExplainOptions, "target">) => {
      if (target === undefined) throw new EngineError("USAGE", NOTHING_TO_EXPLAIN);
      const { runExplain } = await import("./explain.ts");
      finish(await runExplain(context, globals(), { ...options, target }));
    });
}

const NOTHING_TO_EXPLAIN =
  "explain needs what to explain: the id of an event (heyrules events ls) or a run (heyrules runs ls), a number such as +15105550100, or the id of a rule.";

/** `--store`, as every command that reads one has it. */
export const STORE_OPTION = ["--store <url>", "read this store, such as sqlite:./data/heyrules.db"] as const;
/** `--limit`, with {@link readLimit}. */
export const LIMIT_OPTION = ["--limit <count>", "at most so many, 1 to 1000"] as const;

function addEvents(events: Command, { context, globals, finish }: ProgramParts): void {
  events
    .command("ls")
    .description("list the newest events; numbers are masked")
    .option("--type <type>", "only this event type, such as message_recieved")
    .option("--source <name>", "only from this source of heyrules.yaml: default, a name, or sweep")
    .option("--phone <number>", "only this contact, with country code")
    .addOption(createChoice("--status <status>", "only this status", ["new", "done", "parked"]))
    .option("--since <time>", "received since: 2h, today, yesterday, 2026-03-01, or a time with its zone")
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async (options: EventsQuery) => {
      const { listEvents } = await import("./events.ts");
      finish(await listEvents(context, globals(), options));
    });
  events
    .command("show")
    .description("show one event and why each rule fired or did not")
    .argument("<id>", "id of the event, or enough of its start or end")
    .option(...STORE_OPTION)
    .action(async (id: string, options: { readonly store?: string }) => {
      const { showEvent } = await import("./events.ts");
      finish(await showEvent(context, globals(), { id, ...options }));
    });
  events
    .command("capture")
    .description(
      "write a test from an event that happened, without numbers and names, which passes with the rules as they are",
    )
    .argument("<id>", "id of the event, or enough of its start or end")
    .option("--rule <id>", "the rule the test is of; the one that fired when absent")
    .option("--into <file>", "write it into the file of the rule, behind its other tests; printed when absent")
    .option("--scrub-text", "take the words of texts out too", false)
    .option(...STORE_OPTION)
    .action(async (id: string, options: Omit<CaptureOptions, "id">) => {
      const { captureEvent } = await import("./capture.ts");
      finish(await captureEvent(context, globals(), { id, ...options }));
    });
}

function addRuns(runs: Command, { context, globals, finish }: ProgramParts): void {
  const statuses = ["ready", "waiting", "queued", "sending", "parked", "done", "failed", "stopped"];
  runs
    .command("ls")
    .description("list the newest runs; numbers are masked")
    .option("--rule <id>", "only runs of this rule")
    .option("--event <id>", "only runs this event started")
    .addOption(createChoice("--status <status>", "only this status", statuses))
    .addOption(createChoice("--delivery <outcome>", "only those with a text that fared so", [...DELIVERY_OUTCOMES]))
    .option("--since <time>", "made since: 2h, today, yesterday, 2026-03-01, or a time with its zone")
    .option("--until <time>", "made before: 2h ago, yesterday, 2026-03-01, or a time with its zone")
    .addOption(
      createChoice("--sent <which>", "only with a text that went out; since and until then ask when it did", [
        ...SENT_CHOICES,
      ]),
    )
    .option("--blocked", "only those of which the send gate kept something from going out, with the reason", false)
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async (options: RunsQuery) => {
      const { listRuns } = await import("./runs.ts");
      finish(await listRuns(context, globals(), options));
    });
  runs
    .command("show")
    .description("show why a run started, and each step with its attempts")
    .argument("<id>", "id of the run, or enough of its start or end")
    .option(...STORE_OPTION)
    .action(async (id: string, options: { readonly store?: string }) => {
      const { showRun } = await import("./runs.ts");
      finish(await showRun(context, globals(), { id, ...options }));
    });
}

function addRules(rules: Command, parts: ProgramParts): void {
  const { context, globals, finish } = parts;
  addCompare(rules, parts);
  addVersions(rules, parts);
  rules
    .command("ls")
    .description("list the rules, with state, triggers and tests")
    .action(async () => {
      const { listRules } = await import("./rules/rules.ts");
      finish(await listRules(context, globals()));
    });
  rules
    .command("show")
    .description("say in words what a rule does")
    .argument("<id>", "id of the rule")
    .option("--compiled", "print its JSON Logic and its program instead", false)
    .action(async (id: string, options: { readonly compiled: boolean }) => {
      const { showRule } = await import("./rules/rules.ts");
      finish(await showRule(context, globals(), { id, ...options }));
    });
}

function addCompare(rules: Command, { context, globals, finish }: ProgramParts): void {
  rules
    .command("compare")
    .description("say by proof whether two rules start on the same events, with an event that shows the difference")
    .argument("<a>", "id of a rule, or FILE#ID or FOLDER#ID for another version of one")
    .argument("<b>", "the other one")
    .addOption(createChoice("--expect <relation>", "exit code 1 unless this is proved", [...RELATIONS]))
    .action(async (first: string, second: string, options: Pick<CompareOptions, "expect">) => {
      const { runCompare } = await import("./rules/compare-rules.ts");
      finish(await runCompare(context, globals(), { first, second, ...options }));
    });
}

function addVersions(rules: Command, { context, globals, finish }: ProgramParts): void {
  rules
    .command("history")
    .description("list the versions of a rule that the store knows, the one loaded last first")
    .argument("[id]", "id of the rule; all in the files when absent")
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async (rule: string | undefined, options: Omit<HistoryOptions, "rule">) => {
      const { showHistory } = await import("./rules/rule-history.ts");
      finish(await showHistory(context, globals(), { ...options, ...(rule === undefined ? {} : { rule }) }));
    });
  rules
    .command("diff")
    .description("show how two versions of a rule differ, in words")
    .argument("<id>", "id of the rule")
    .argument("[a]", "version, or its start; the one loaded last that differs from the other when absent")
    .argument("[b]", "version, or its start; the one in the files when absent")
    .option("--compiled", "show the JSON Logic and the program instead", false)
    .option(...STORE_OPTION)
    .action(async (rule: string, first: string | undefined, second: string | undefined, options: DiffFlags) => {
      const { showDifference } = await import("./rules/rule-history.ts");
      const versions = { ...(first === undefined ? {} : { first }), ...(second === undefined ? {} : { second }) };
      finish(await showDifference(context, globals(), { rule, ...versions, ...options }));
    });
}

type DiffFlags = Pick<DiffOptions, "compiled" | "store">;

/** The number that `--limit` takes. @throws InvalidArgumentError. */
export function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 1_000) return limit;
  throw new InvalidArgumentError("It must be a number from 1 to 1000.");
}
