import { dirname, join } from "node:path";
import { Command } from "commander";
import { VERSION } from "../version.ts";
import { EngineError } from "../core/base/errors.ts";
import { createChoice } from "./choice.ts";
import type { ProjectCrm } from "./init/crm-project.ts";
import { PROJECT_CRMS } from "./init/crm-project.ts";
import type { LintOptions } from "./lint/lint.ts";
import type { ProbeOptions } from "./doctor/probe-local-id.ts";
import type { CliContext, ExitCode, GlobalOptions, Surroundings } from "./context.ts";
import { createSurroundings, EXIT } from "./context.ts";
import { addExamples, optionsOf } from "./examples.ts";
import { giveWay } from "./give-way.ts";
import { refuseOptionsKeptByNpm } from "./npm-options.ts";
import { addApiCommands } from "./mcp/api-commands.ts";
import { globalOptionsOf, refuseUselessUrl } from "./remote/useless-url.ts";
import { addCompletionCommand } from "./completion/completion-command.ts";
import { addLspCommand } from "./lsp/lsp-command.ts";
import { addOperateCommands } from "./operate/operate-commands.ts";
import { addReadCommands } from "./read/read-commands.ts";
import type { ProgramParts } from "./read/read-commands.ts";
import { reportError } from "./errors/report-error.ts";
import { addSandboxCommands } from "./sandbox-commands.ts";
import { addStoreCommands } from "./store/store-commands.ts";
import { addSimulateCommand } from "./simulate/simulate-command.ts";
import { addTestCommand } from "./test/test-command.ts";
import { holdHangups } from "./start/hangup.ts";

/** Runs one command line (without node and script name) and resolves to its exit code. Never rejects. */
export async function runCli(
  args: readonly string[],
  surroundings: Surroundings = createSurroundings(),
): Promise<number> {
  let code: ExitCode = EXIT.ok;
  let hasPrinted = false;
  const isJson = args.includes("--json");
  const watched: Surroundings = {
    ...surroundings,
    out: (text) => {
      hasPrinted = true;
      surroundings.out(text);
    },
  };
  const program = createProgram(watched, {
    isJson,
    finish: (result) => {
      code = result;
    },
  });
  try {
    refuseOptionsKeptByNpm(surroundings.environment, { options: optionsOf(program), args });
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    // One object at most: a command that has printed its own tells the rest as text.
    return reportError(surroundings, error, { asJson: isJson && !hasPrinted });
  }
}

type WrittenOptions = Omit<GlobalOptions, "rules" | "url" | "tokenFile"> &
  Partial<Readonly<Record<"rules" | "url" | "tokenFile", string>>>;

function createProgram(
  surroundings: Surroundings,
  { isJson, finish }: { readonly isJson: boolean; readonly finish: (code: ExitCode) => void },
): Command {
  const program = new Command("heyrules")
    .description("Rules between Heymarket texting and your CRM: verified webhooks in, texts, CRM calls and tags out.")
    .version(VERSION, "-V, --version", "print the version")
    .option("--config <file>", "configuration file", "heyrules.yaml")
    .option("--rules <folder>", "folder of rule files (default: rules beside the configuration)")
    .option("--json", "print one JSON object on standard output", false)
    .option("--url <address>", "work on the engine whose admin listener is there, such as https://rules.example.com")
    .option(
      "--token-file <file>",
      "file with the token for --url; else HEYRULES_ADMIN_TOKEN or HEYRULES_ADMIN_READ_TOKEN",
    )
    .option("--insecure-http", "let the token go to --url unencrypted", false)
    .option("--utc", "show times in UTC instead of the configured zone", false)
    .configureHelp({
      showGlobalOptions: true, // Those of the program are its own options.
      visibleGlobalOptions: (command) => (command.parent === null ? [] : [...globalOptionsOf(command)]),
    })
    .configureOutput({
      writeErr: (text) => {
        if (!isJson) surroundings.note(text.trimEnd());
      },
      writeOut: (text) => {
        surroundings.out(text.trimEnd());
      },
      outputError: (text, write) => {
        write(`${text.trimEnd()} [USAGE]`);
      },
    })
    .exitOverride()
    .showHelpAfterError("(run heyrules --help for the commands)");
  const context: CliContext = {
    ...surroundings,
    // Options are known only when a command runs.
    get utc() {
      return program.opts<{ readonly utc: boolean }>().utc;
    },
  };
  const globals = (): GlobalOptions => {
    const { config, rules, json, url = null, tokenFile = null, insecureHttp } = program.opts<WrittenOptions>();
    return { config, json, rules: rules ?? join(dirname(config), "rules"), url, tokenFile, insecureHttp };
  };
  program.hook("preAction", (_program, command) => {
    refuseUselessUrl(program, command);
  });
  addCommands(program, { context, globals, finish });
  addExamples(program);
  program.commands.forEach(refuseRepeats);
  return program;
}

function addCommands(program: Command, parts: ProgramParts): void {
  addEngineCommands(program, parts);
  addTestCommand(program, parts);
  addSimulateCommand(program, parts);
  addLspCommand(program, parts);
  addApiCommands(program, { ...parts, run: runCli });
  addReadCommands(program, parts);
  addOperateCommands(program, parts);
  addSandboxCommands(program, parts);
  addStoreCommands(program, parts);
  addPlaygroundWork(program);
  addCompletionCommand(program, parts);
}

/**
 * Whoever gives an option with a value twice means both, and only one would count. Not those of every command, which an alias may
 * give and the command line once more.
 */
function refuseRepeats(command: Command): void {
  for (const option of command.options) {
    if (option.variadic || !(option.required || option.optional)) continue;
    let isGiven = false;
    command.on(`option:${option.name()}`, () => {
      if (isGiven) throw new EngineError("USAGE", `--${option.name()} is given twice, and takes one value.`);
      isGiven = true;
    });
  }
  command.commands.forEach(refuseRepeats);
}

/** What the engine starts for the dashboard, not people. */
function addPlaygroundWork(program: Command): void {
  program.command("playground-work", { hidden: true }).action(async () => {
    giveWay();
    const { serveParent } = await import("../app/playground/process.ts");
    await serveParent();
  });
}

const LINT_FORMATS = ["text", "json", "sarif", "github"];

/** Adds the commands that write a project, run the engine and check what it runs: `init`, `start`, `lint` and `doctor`. */
function addEngineCommands(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("init")
    .description("write a project that runs as it is: configuration, rules with tests, editor settings")
    .argument("[folder]", "made when it is not there; what it holds is kept", ".")
    .addOption(createChoice("--crm <name>", "with connection and opt-out rule of this CRM", PROJECT_CRMS))
    .action(async (folder: string, { crm }: { readonly crm?: ProjectCrm }) => {
      const { runInit } = await import("./init/init.ts");
      finish(await runInit(context, globals(), { folder, crm: crm ?? null }));
    });
  program
    .command("start")
    .description("run the engine: receive webhooks, evaluate rules, act")
    .option("--accept-clock", "go by the clock, however far it is ahead of what the store knows", false)
    .option("--watch", "reload when a rule file, heyrules.yaml or .env changes, as on SIGHUP", false)
    .action(async (options: { readonly acceptClock: boolean; readonly watch: boolean }) => {
      const releaseHangups = holdHangups();
      const { runStart } = await import("./start/start.ts");
      finish(await runStart(context, globals(), { ...options, releaseHangups }));
    });
  program
    .command("lint")
    .description("check configuration and rules; nothing is started")
    .argument("[paths...]", "only these files, and the rule files in these folders")
    .option("--strict", "an unknown event_data field is an error", false)
    .addOption(createChoice("--format <format>", "how findings are told", LINT_FORMATS).default("text"))
    .option("--fix", "write what can be fixed safely into the files, and show it", false)
    .option("--dry-run", "show what --fix would write, and write nothing", false)
    .action(async (files: readonly string[], options: Omit<LintOptions, "files">) => {
      if (options.dryRun && !options.fix) throw new EngineError("USAGE", "--dry-run is for --fix; add it.");
      const { runLint } = await import("./lint/lint.ts");
      finish(await runLint(context, globals(), { ...options, files }));
    });
  program
    .command("doctor")
    .description("check machine, project, store and Heymarket account, and list the ids of inboxes and members")
    .option("--offline", "leave out what needs the network", false)
    .option("--probe-local-id", "instead, send a text twice to find out what becomes of a repeat", false)
    .option("--to <number>", "phone of your own that gets the two texts of --probe-local-id")
    .option("--yes", "send them without asking", false)
    .action(async (options: ProbeOptions & { readonly offline: boolean; readonly probeLocalId: boolean }) => {
      if (options.probeLocalId) {
        const { runLocalIdProbe } = await import("./doctor/probe-local-id.ts");
        finish(await runLocalIdProbe(context, globals(), options));
        return;
      }
      const { runDoctor } = await import("./doctor/doctor.ts");
      finish(await runDoctor(context, globals(), options));
    });
}
