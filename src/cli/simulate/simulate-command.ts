import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { STORE_OPTION } from "../read/read-commands.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import type { SimulateOptions } from "./simulate.ts";

/** Adds `simulate`. */
export function addSimulateCommand(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("simulate")
    .description("run stored events through the rules and say what would go out; nothing does")
    .option("--since <time>", "events received since: 2h, today, yesterday, 2026-03-01, or a time with its zone", "30d")
    .option("--events <file>", "read the events from a file: of store export, or of events show --json, one in a line")
    .option("--diff <folder|revision>", "compare with the rules of a folder, or of a revision of git such as HEAD~1")
    .option("--max-new-sends <count>", "exit code 1 when more texts go out, with --diff more than before", readCount)
    .option("--max-cost <amount>", "exit code 1 when the texts cost more, by sending.segment_price", readAmount)
    .option(...STORE_OPTION)
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import("./simulate.ts");
      finish(await runSimulate(context, globals(), options));
    });
}

function readCount(text: string): number {
  const count = Number(text);
  if (text.trim() !== "" && Number.isInteger(count) && count >= 0) return count;
  throw new InvalidArgumentError("It must be a whole number from 0.");
}

function readAmount(text: string): number {
  const amount = Number(text);
  if (text.trim() !== "" && Number.isFinite(amount) && amount >= 0) return amount;
  throw new InvalidArgumentError("It must be an amount of money from 0, without a currency.");
}
