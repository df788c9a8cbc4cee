import { Command, CommanderError } from "commander";
import { EngineError } from "../core/base/errors.ts";
import type { ErrorCode } from "../core/base/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "./context.ts";
import { createContext, EXIT } from "./context.ts";
import { addReadCommands } from "./read/read-commands.ts";
import { addSandboxCommands } from "./sandbox-commands.ts";

/** Runs one command line (without node and script name) and resolves to its exit code. Never rejects. */
export async function runCli(args: readonly string[], context: CliContext = createContext()): Promise<number> {
  let code: ExitCode = EXIT.ok;
  const program = createProgram(context, (result) => {
    code = result;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof EngineError) {
      context.note(context.style.red(`${error.message} [${error.code}]`));
      return exitCodeOf(error.code);
    }
    context.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.checkFailed;
  }
}

function createProgram(context: CliContext, finish: (code: ExitCode) => void): Command {
  const program = new Command("heyrules")
    .description("Rules between Heymarket texting and your CRM: verified webhooks in, texts, CRM calls and tags out.")
    .option("--config <file>", "configuration file", "heyrules.yaml")
    .option("--rules <folder>", "folder of rule files", "rules")
    .option("--json", "print one JSON object on standard output", false)
    .configureOutput({
      writeErr: (text) => {
        context.note(text.trimEnd());
      },
      writeOut: (text) => {
        context.out(text.trimEnd());
      },
    })
    .exitOverride()
    .showHelpAfterError("(run heyrules --help for the commands)");
  const globals = (): GlobalOptions => program.opts();

  program
    .command("init")
    .description("write a project that runs as it is: configuration, rules with tests, editor settings")
    .argument("[folder]", "made when it is not there; what it holds is kept", ".")
    .action(async (folder: string) => {
      const { runInit } = await import("./init/init.ts");
      finish(await runInit(context, globals(), { folder }));
    });
  program
    .command("start")
    .description("run the engine: receive webhooks, evaluate rules, act")
    .action(async () => {
      const { runStart } = await import("./start.ts");
      finish(await runStart(context, globals()));
    });
  program
    .command("lint")
    .description("check configuration and rules; nothing is started")
    .option("--strict", "an unknown event_data field is an error", false)
    .action(async (options: { readonly strict: boolean }) => {
      const { runLint } = await import("./read/lint.ts");
      finish(await runLint(context, globals(), options));
    });
  program
    .command("doctor")
    .description("check machine, project, store and Heymarket account, and list the ids of inboxes and members")
    .option("--offline", "leave out what needs the network", false)
    .action(async (options: { readonly offline: boolean }) => {
      const { runDoctor } = await import("./doctor/doctor.ts");
      finish(await runDoctor(context, globals(), options));
    });
  program
    .command("test")
    .description("run the tests beside the rules, offline, on a virtual clock")
    .argument("[rule]", "only the tests of this rule")
    .action(async (rule: string | undefined) => {
      const { runTests } = await import("./read/test.ts");
      finish(await runTests(context, globals(), { rule: rule ?? null }));
    });
  addReadCommands(program, { context, globals, finish });
  addSandboxCommands(program, { context, globals, finish });
  return program;
}

function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case "CONFIG_INVALID":
    case "RULES_INVALID":
    case "PORT_IN_USE":
    case "CANNOT_LISTEN":
    case "PROJECT_UNWRITABLE":
      return EXIT.config;
    case "STORE_BROKEN":
    case "STORE_BUSY":
    case "STORE_LOCKED":
    case "STORE_UNAVAILABLE":
    case "STORE_VERSION":
      return EXIT.store;
    case "REMOTE_REFUSED":
    case "REMOTE_UNREACHABLE":
      return EXIT.remote;
    case "NOT_FOUND":
      return EXIT.checkFailed;
    case "USAGE":
      return EXIT.usage;
  }
}
