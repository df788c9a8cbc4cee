import type { Command, Option } from "commander";
import { EVENT_TYPES } from "../../core/event/vocabulary.ts";
import { globalOptionsOf } from "../remote/useless-url.ts";

/** What can stand behind a command on the command line. */
export interface CommandWords {
  /** Such as `events ls`; empty for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** All words that an argument of it takes; empty when they are not a few. */
  readonly words: readonly string[];
  readonly options: readonly OptionWords[];
}

/** An option of a command, or one that every command takes. */
export interface OptionWords {
  /** As it is written, `--store`, the short form behind it where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly takesValue: boolean;
  /** All values it takes; empty when they are not a few words. */
  readonly values: readonly string[];
}

/** Every command with the words behind it, the program first. */
export function commandWordsOf(program: Command): readonly CommandWords[] {
  return wordsBelow(program, "", namesIn(program));
}

function wordsBelow(command: Command, path: string, all: readonly string[]): readonly CommandWords[] {
  const shown = command.createHelp().visibleCommands(command);
  // Behind a group of commands --help does the same.
  const offered = path === "" ? shown : shown.filter((each) => command.commands.includes(each));
  const commands = offered.map((each) => ({ name: each.name(), description: each.description() }));
  const own = path === "" ? [] : optionWordsOf(command.options);
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const words = path === "send" ? EVENT_TYPES : path === "help" ? all : choices;
  const below = offered.flatMap((each) => wordsBelow(each, `${path} ${each.name()}`.trim(), all));
  return [{ path, commands, words, options: [...own, ...optionWordsOf(globalOptionsOf(command)), HELP] }, ...below];
}

/** The commands that are no secret, but for help itself. */
function namesIn(program: Command): readonly string[] {
  const shown = program.createHelp().visibleCommands(program);
  return shown.filter((each) => program.commands.includes(each)).map((each) => each.name());
}

const HELP: OptionWords = { flags: ["--help", "-h"], description: "print this help", takesValue: false, values: [] };

function optionWordsOf(options: readonly Option[]): readonly OptionWords[] {
  return options.map(({ long, short, description, required, optional, argChoices }) => ({
    flags: [long, short].filter((flag) => typeof flag === "string"),
    description,
    takesValue: required || optional,
    values: argChoices ?? [],
  }));
}
