import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import type { Project, ProjectOptions } from "../project.ts";
import { loadProject } from "../project.ts";

/** A deed that is done again whenever it is asked for, one at a time. */
export interface Repeats {
  /** Does it once more, after the one under way; asked for several times meanwhile, it is still done once. */
  readonly ask: () => void;
  /** The same, and resolves when it was done, or is to be done no more. Never rejects. */
  readonly done: () => Promise<void>;
  /** Does it no more, and resolves when the one under way has ended. */
  readonly end: () => Promise<void>;
}

/** Repeats of a deed. What it rejects with goes to `onError`. */
export function createRepeats(deed: () => Promise<void>, onError: (error: unknown) => void): Repeats {
  let isWanted = false;
  let isOver = false;
  let underWay: Promise<void> | null = null;

  async function work(): Promise<void> {
    while (isWanted && !isOver) {
      isWanted = false;
      await deed().catch(onError);
    }
    underWay = null;
  }

  function ask(): void {
    if (isOver) return;
    isWanted = true;
    underWay ??= work();
  }

  return {
    ask,
    done: async () => {
      ask();
      await underWay;
    },
    end: async () => {
      isOver = true;
      await underWay;
    },
  };
}

/** The project as it stands in the files now, or the sentence that says which of them cannot be read. */
export async function reloadProject(
  context: CliContext,
  globals: GlobalOptions,
  options: ProjectOptions,
): Promise<
  { readonly project: Project; readonly problem: null } | { readonly project: null; readonly problem: string }
> {
  try {
    return { project: await loadProject(context, globals, options), problem: null };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { project: null, problem: error.message };
  }
}

/** The first thing that is wrong with a project, with its place, as the dashboard and the admin API tell it. */
export function firstProblem({ diagnostics, problems }: Project): string {
  const first = diagnostics.find(({ severity }) => severity === "error");
  if (first !== undefined) return `${first.file}:${first.line}:${first.column}: ${first.message}.`;
  return problems[0] ?? "A file has an error.";
}
