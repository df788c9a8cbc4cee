import { Argument } from "commander";
import type { Command } from "commander";
import { EXIT } from "../context.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import type { Shell } from "./shell-scripts.ts";

/** Adds `completion`. */
export function addCompletionCommand(program: Command, { context, finish }: ProgramParts): void {
  program
    .command("completion")
    .description("print the script by which a shell completes commands and options")
    .addArgument(new Argument("<shell>", "the one you type in").choices(["bash", "zsh", "fish"]))
    .action(async (shell: Shell) => {
      const { commandWordsOf } = await import("./command-words.ts");
      const { completionScript } = await import("./shell-scripts.ts");
      context.out(completionScript(shell, commandWordsOf(program)).trimEnd());
      finish(EXIT.ok);
    });
}
