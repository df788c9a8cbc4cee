#!/usr/bin/env node
import { createSurroundings } from "./cli/context.ts";
import { watchOutput } from "./cli/output.ts";
import { runCli } from "./cli/program.ts";

const exitCodeWithOutput = watchOutput(process.stdout);
// There is no place left to tell that errors cannot be told.
process.stderr.on("error", () => undefined);

const surroundings = createSurroundings();
process.exitCode = await exitCodeWithOutput(await runCli(process.argv.slice(2), surroundings), surroundings);
