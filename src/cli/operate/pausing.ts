import type { PauseScope } from "../../core/model/decision.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import type { WishOptions } from "./carry-out.ts";
import { carryOut } from "./carry-out.ts";
import { checkConnection, checkName, lookForProject } from "./project-in-force.ts";
import type { ProjectAtHand } from "./project-in-force.ts";

/** What `pause` and `resume` are about; everything without any of them. */
export interface ScopeOptions extends WishOptions {
  readonly rule?: string;
  readonly connection?: string;
  readonly purpose?: string;
}

/** `heyrules pause` and `heyrules resume`. */
export async function pauseOrResume(
  context: CliContext,
  globals: GlobalOptions,
  options: ScopeOptions & { readonly kind: "pause" | "resume" },
): Promise<ExitCode> {
  const atHand = await lookForProject(context, globals);
  const scope = scopeOf(context, options, atHand);
  const kind = options.kind === "pause" ? "pause" : "unpause";
  return carryOut(context, { ...options, globals, atHand }, { kind, scope });
}

function scopeOf(
  context: CliContext,
  { kind, rule, connection, purpose }: ScopeOptions & { readonly kind: string },
  { project }: ProjectAtHand,
): PauseScope {
  const given = [rule, connection, purpose].filter((name) => name !== undefined);
  if (given.length > 1)
    throw new EngineError("USAGE", `One of --rule, --connection and --purpose at a time; run ${kind} for each.`);
  if (rule !== undefined) {
    // What was paused may be gone from the files since.
    if (kind === "pause") checkName(context, { what: "rule", name: rule, names: project?.rules.map(({ id }) => id) });
    return { kind: "rule", name: rule };
  }
  if (connection !== undefined) {
    if (kind === "pause") checkConnection(context, { name: connection, project });
    return { kind: "connection", name: connection };
  }
  return purpose === undefined ? { kind: "all", name: "" } : { kind: "purpose", name: purpose };
}
