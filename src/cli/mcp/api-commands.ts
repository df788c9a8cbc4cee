import type { Command } from "commander";
import type { ProgramParts } from "../read/read-commands.ts";
import type { RunCommand } from "./mcp.ts";

/** Adds what programs work with: `mcp` and `openapi`. */
export function addApiCommands(
  program: Command,
  { context, globals, finish, run }: ProgramParts & { readonly run: RunCommand },
): void {
  program
    .command("mcp")
    .description(
      "let an assistant look at events and runs and try rules dry, by the Model Context Protocol on standard input",
    )
    .option("--store <url>", "read this store, such as sqlite:./data/heyrules.db")
    .action(async (options: { readonly store?: string }) => {
      const { runMcp } = await import("./mcp.ts");
      finish(await runMcp(context, globals(), { run, store: options.store ?? null }));
    });
  program
    .command("openapi")
    .description("print the OpenAPI 3.1 description of the admin API")
    .action(async () => {
      const { printApiDescription } = await import("./print-openapi.ts");
      finish(printApiDescription(context));
    });
}
