import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { EngineError } from "../../core/base/errors.ts";
import type { RuleWish } from "../../ports/rule-writer.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import type { StageOptions } from "./promote.ts";

type Flags = Omit<StageOptions, "wish">;

/** Adds the commands that write into the file of a rule how far it is let out. */
export function addStageCommands(rules: Command, { context, globals, finish }: ProgramParts): void {
  const stage = async (wish: RuleWish, options: Flags): Promise<void> => {
    const { stageRule } = await import("./promote.ts");
    finish(await stageRule(context, globals(), { ...options, wish }));
  };
  asStage(rules.command("enable"))
    .description("write into the file of a rule that it is on, for every contact")
    .option("--shadow", "that it is in shadow: it decides and records, and does nothing", false)
    .option("--canary <share>", "that it is live for this share of contacts, such as 10%", readPercent)
    .action(async (ruleId: string, options: Flags & { readonly shadow: boolean; readonly canary?: number }) => {
      const { shadow: inShadow, canary = null } = options;
      if (inShadow && canary !== null)
        throw new EngineError("USAGE", "A rule is in shadow or a canary: give --shadow or --canary.");
      await stage({ kind: "enable", ruleId, inShadow, canary }, options);
    });
  asStage(rules.command("disable"))
    .description("write into the file of a rule that it is off")
    .action(async (ruleId: string, options: Flags) => {
      await stage({ kind: "disable", ruleId }, options);
    });
  asStage(rules.command("promote"))
    .description("write the next state of a rule into its file: from shadow to a canary to on")
    .option(
      "--canary <share>",
      "live for this share of contacts next, such as 25%; 10% when it was in shadow",
      readPercent,
    )
    .action(async (ruleId: string, options: Flags & { readonly canary?: number }) => {
      await stage({ kind: "promote", ruleId, canary: options.canary ?? null }, options);
    });
}

function asStage(command: Command): Command {
  return command
    .argument("<id>", "id of the rule")
    .option("--yes", "do it without asking", false)
    .option("--reason <text>", "why, for the audit of the engine that --url names")
    .option("--as <name>", "who you are, for that audit; else the user of this machine");
}

function readPercent(text: string): number {
  const percent = Number(text.replace(/%$/, ""));
  if (Number.isInteger(percent) && percent >= 1 && percent <= 99) return percent;
  throw new InvalidArgumentError("It must be a share from 1% to 99%.");
}
