import { EngineError } from "../../core/base/errors.ts";
import { nearestOrAll } from "../../core/base/suggest.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { loadProject } from "../project.ts";
import type { Project } from "../project.ts";

/** What of a project operations may need. */
export type ProjectInForce = Project & { readonly config: NonNullable<Project["config"]> };

/** A project of which it is not known yet whether anything needs it. */
export interface ProjectAtHand {
  /** Null when it cannot be loaded. */
  readonly project: ProjectInForce | null;
  /** The project. @throws EngineError what keeps it from being loaded, CONFIG_INVALID or RULES_INVALID. */
  readonly inForce: () => ProjectInForce;
}

/** The project, if there is one: a store that is named can be changed without. */
export async function lookForProject(context: CliContext, globals: GlobalOptions): Promise<ProjectAtHand> {
  try {
    const project = await loadInForce(context, globals);
    return { project, inForce: () => project };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const inForce = (): never => {
      throw error;
    };
    return { project: null, inForce };
  }
}

/** Checks that there is a connection of a name, as far as the project is at hand. @throws EngineError NOT_FOUND when there is none. */
export function checkConnection(
  context: CliContext,
  { name, project }: { readonly name: string } & Pick<ProjectAtHand, "project">,
): void {
  const names = project === null ? undefined : ["heymarket", ...Object.keys(project.config.settings.connections)];
  checkName(context, { what: "connection", name, names });
}

/** Checks that something is one of its kind. @throws EngineError NOT_FOUND when it is not. */
export function checkName(
  context: CliContext,
  {
    what,
    name,
    names,
  }: {
    readonly what: string;
    readonly name: string;
    /** Undefined when the project is not at hand. */
    readonly names: readonly string[] | undefined;
  },
): void {
  if (names === undefined) context.note(`Whether there is a ${what} "${name}" is not known without the project.`);
  if (names === undefined || names.includes(name)) return;
  throw new EngineError("NOT_FOUND", `There is no ${what} "${name}"; ${nearestOrAll(name, names)}`);
}

async function loadInForce(context: CliContext, globals: GlobalOptions): Promise<ProjectInForce> {
  const project = await loadProject(context, globals, { requireSecrets: false });
  const { config } = project;
  if (config !== null) return { ...project, config };
  throw new FindingsError("CONFIG_INVALID", "Nothing was done: correct this first.", project);
}
