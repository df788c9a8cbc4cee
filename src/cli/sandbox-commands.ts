import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { DemoOptions } from "./demo/demo.ts";
import type { DevOptions } from "./dev/dev-start.ts";
import type { ProgramParts } from "./read/read-commands.ts";
import type { SendOptions } from "./send/send.ts";

/** Adds the commands that work against the fakes: `demo`, `dev` and `send`. */
export function addSandboxCommands(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("demo")
    .description("show the main job on real HTTP against fakes; needs no account and no configuration")
    .option("--stay", "go on until Ctrl-C, with a link into the dashboard on what has happened", false)
    .option("--keep", "keep the temporary folder with the store", false)
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import("./demo/demo.ts");
      finish(await runDemo(context, globals(), options));
    });
  program
    .command("dev")
    .description("run your rules against fakes on this machine; files are reloaded when they change")
    .option("--at <time>", "start the clock at this time: 20:00 today in the configured zone, or a time with its zone")
    .option("--port <port>", "listen on this port; else the configured one, or any other when that is taken", readPort)
    .action(async (options: DevOptions) => {
      const { runDev } = await import("./dev/dev.ts");
      finish(await runDev(context, globals(), options));
    });
  addSend(program, { context, globals, finish });
}

function addSend(program: Command, { context, globals, finish }: ProgramParts): void {
  program
    .command("send")
    .description("post a webhook event to the running dev, or to another engine, and explain what came of it")
    .argument("[type]", "such as message_recieved or target_opt_out; not needed when the file is a whole body")
    .option("--text <text>", "what was written")
    .option("--phone <number>", "the contact's number, with country code")
    .option("--inbox <inbox>", "name in heyrules.yaml, or id")
    .addOption(new Option("--author <author>", "who wrote it; automation is the engine itself").choices(AUTHORS))
    .option(
      "--status <status>",
      "of the delivery or the conversation; the fake Heymarket tells sent, delivered, failed",
    )
    .option("--id <id>", "id of the message or conversation")
    .option("--local-id <id>", "which text of the engine; the last one to the number with --author automation")
    .option("--chat <id>", "id of the conversation")
    .option("--media <url>", "address of a picture")
    .option("--data <json>", "fields laid over event_data; null takes one away")
    .option("--at <time>", "move the clock of dev forward to this time first: 20:00, or a time with its zone")
    .option("--file <path>", "post this body instead: a whole webhook body, or its event_data")
    .option("--to <url>", "another engine than the running dev")
    .option("--token <token>", "verification token of that engine's webhook")
    .option("--source <name>", "name of its webhook source")
    .option("--repeat <count>", "deliver it so many times", readCount, 1)
    .option("--force", "post a type that is not known", false)
    .action(async (type: string | undefined, options: SendOptions) => {
      const { runSend } = await import("./send/send.ts");
      finish(await runSend(context, globals(), { ...options, type: type ?? null }));
    });
}

const AUTHORS = ["contact", "human", "api", "automation", "unknown"];
const MAXIMUM_REPEATS = 100;

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a port number from 0 to 65535.");
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= MAXIMUM_REPEATS) return count;
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAXIMUM_REPEATS}.`);
}
