#!/usr/bin/env node
import { runCli } from "./cli/program.ts";

// A reader that went away (`| head`), or a full disk below the output, is no reason to die.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

process.exitCode = await runCli(process.argv.slice(2));
