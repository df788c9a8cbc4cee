import { spawn } from "node:child_process";
import { join } from "node:path";

/** What the tests of some files said. */
export interface TestCounts {
  readonly passed: number;
  /** Full names. */
  readonly failed: readonly string[];
}

interface JsonReport {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** Runs test files of a checkout in a process of its own. Throws when none of their tests ran: that would prove nothing. */
export async function runTests(
  checkout: string,
  { files, environment = {} }: { readonly files: readonly string[]; readonly environment?: NodeJS.ProcessEnv },
): Promise<TestCounts> {
  const vitest = join(checkout, "node_modules", "vitest", "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--reporter=json", ...files], {
    cwd: checkout,
    // Of a test runner that may be around us nothing is passed on.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err] = await Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const start = out.indexOf('{"numTotalTestSuites"');
  if (start < 0) throw new Error(`the tests could not be run: ${out.slice(-1_000)} ${err.slice(-1_000)}`);
  const { numPassedTests: passed, testResults } = JSON.parse(out.slice(start)) as JsonReport;
  const failed = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const names = assertionResults.filter((one) => one.status === "failed").map(({ fullName }) => fullName);
    return names.length === 0 && status === "failed" ? [`${name} could not be run: ${message}`] : names;
  });
  if (passed + failed.length === 0) throw new Error(`no test of ${files.join(", ")} ran: ${err.slice(-1_000)}`);
  return { passed, failed };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
