import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { createChoice } from "../choice.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import type { TestOptions } from "./test.ts";

/** Adds `test`. */
export function addTestCommand(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("test")
    .description("run the tests beside the rules, offline, on a virtual clock")
    .argument("[rule]", "only the tests of this rule")
    .option("--verbose", "say of tests that pass too what decided each event, with all conditions", false)
    .addOption(createChoice("--reporter <format>", "print a report for machines instead", ["tap", "junit"]))
    .option("--output <file>", "write the report of --reporter here, and print for people as well")
    .option("--watch", "run them again whenever a file changes, until Ctrl-C", false)
    .option("--coverage", "list the rules, branches and conditions that no test reaches", false)
    .option("--threshold <percent>", "exit code 1 when the tests reach less than this", readPercent)
    .action(async (rule: string | undefined, options: Omit<TestOptions, "rule"> & { readonly watch: boolean }) => {
      const { watch, ...rest } = options;
      const asked = { ...rest, rule: rule ?? null, coverage: rest.coverage || rest.threshold !== undefined };
      if (!watch) {
        const { runTests } = await import("./test.ts");
        finish(await runTests(context, globals(), asked));
        return;
      }
      const { watchTests } = await import("./watch-tests.ts");
      const { untilSignal } = await import("../start/until-signal.ts");
      const end = untilSignal(() => undefined);
      finish(await watchTests(context, globals(), { ...asked, end }));
    });
}

function readPercent(text: string): number {
  const percent = Number(text);
  if (text.trim() !== "" && percent >= 0 && percent <= 100) return percent;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}
