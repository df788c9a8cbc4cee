import { watchProject } from "../start/watch-project.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT } from "../context.ts";
import { reportError } from "../errors/report-error.ts";
import { createRepeats } from "../start/reload.ts";
import { runTests } from "./test.ts";
import type { TestOptions } from "./test.ts";

/**
 * `heyrules test --watch`: runs the tests, and again whenever a file of the project changes, until `end` settles. The exit code is
 * that of the last time.
 *
 * @throws EngineError USAGE with `--json`: that is one object.
 */
export async function watchTests(
  context: CliContext,
  globals: GlobalOptions,
  { end, ...options }: TestOptions & { readonly end: Promise<unknown> },
): Promise<ExitCode> {
  if (globals.json) throw new EngineError("USAGE", "--watch prints more than one object; leave out --json.");
  let code: ExitCode = EXIT.ok;
  const runOnce = async (): Promise<void> => {
    code = await runTests(context, globals, options).catch((error: unknown) => {
      // A file that is being written is no reason to end.
      if (!(error instanceof EngineError)) throw error;
      return reportError(context, error, { asJson: false });
    });
  };
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const repeats = createRepeats(async () => {
    context.note("");
    await runOnce();
  }, fail);
  const watch = watchProject(globals, repeats.ask);
  try {
    await runOnce();
    await watch.ready;
    context.note(`${globals.rules} is tested again when a file changes; Ctrl-C ends.`);
    await Promise.race([end, failed]);
  } finally {
    await watch.close();
    await repeats.end();
  }
  return code;
}
