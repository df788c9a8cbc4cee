import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { printable } from "../../show/text/printable.ts";

/** A rules folder to compare with. */
export interface ComparedRules {
  readonly folder: string;
  /** Lets go of it; to be called once. */
  readonly remove: () => void;
}

/**
 * The rules folder that is named, or, when there is none of that name, the project's as it stands in that revision of git.
 *
 * @throws EngineError USAGE when it is neither.
 */
export async function comparedRules(name: string, rules: string): Promise<ComparedRules> {
  if (existsSync(name) && statSync(name).isDirectory()) return { folder: name, remove: () => undefined };
  const shown = printable(name);
  const git = async (...args: readonly string[]): Promise<string> => {
    try {
      return (await run("git", ["-C", resolve(rules), ...args], { maxBuffer: MOST_BYTES })).stdout;
    } catch (error) {
      throw new EngineError("USAGE", `--diff ${shown} is no folder, and ${whyNot(error)}.`, { cause: error });
    }
  };
  await git("rev-parse", "--show-toplevel");
  const commit = (await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`)).trim();
  // Paths are told as seen from the rules folder, which is where git is called.
  const listed = await git("ls-tree", "-r", "-z", "--name-only", commit, "--", ".");
  const files = listed.split("\0").filter((file) => file !== "");
  if (files.length === 0)
    throw new EngineError(
      "USAGE",
      `--diff ${shown}: the rules folder ${rules} is empty, or not there, in that revision.`,
    );
  const folder = mkdtempSync(join(tmpdir(), "heyrules-revision-"));
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), await git("show", `${commit}:./${file}`));
    }
    return { folder, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

const run = promisify(execFile);
/** Of one file, or of the list of them. */
const MOST_BYTES = 16 * 1_048_576;

function whyNot(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  if (code === "ENOENT") return "git is not installed, by which a revision could be read";
  if (code === 128 && messageOf(error).includes("not a git repository"))
    return "the rules folder is in no git repository, so it is no revision either";
  return "git knows no such revision";
}
