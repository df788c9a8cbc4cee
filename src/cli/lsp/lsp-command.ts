import type { Command } from "commander";
import type { ProgramParts } from "../read/read-commands.ts";

/** Adds `lsp`. */
export function addLspCommand(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("lsp")
    .description("help an editor: findings, completion and test results while rules are written")
    .option("--stdio", "speak on standard input and output, as always; some editors ask for it", true)
    .action(async () => {
      const { runLsp } = await import("./lsp.ts");
      finish(await runLsp(context, globals()));
    });
}
