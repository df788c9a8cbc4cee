import type { PauseScope } from "../../core/model/decision.ts";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import type { ProjectInForce, WishOptions } from "./carry-out.ts";
import { carryOut, loadProjectInForce } from "./carry-out.ts";

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
  const project = await loadProjectInForce(context, globals);
  const scope = scopeOf(options, project);
  const kind = options.kind === "pause" ? "pause" : "unpause";
  return carryOut(context, { ...options, globals, project }, { kind, scope });
}

function scopeOf(
  { kind, rule, connection, purpose }: ScopeOptions & { readonly kind: string },
  project: ProjectInForce,
): PauseScope {
  const given = [rule, connection, purpose].filter((name) => name !== undefined);
  if (given.length > 1)
    throw new EngineError("USAGE", `One of --rule, --connection and --purpose at a time; run ${kind} for each.`);
  if (rule !== undefined) {
    // What was paused may be gone from the files since.
    if (kind === "pause")
      checkName(
        "rule",
        rule,
        project.rules.map(({ id }) => id),
      );
    return { kind: "rule", name: rule };
  }
  if (connection !== undefined) {
    const names = ["heymarket", ...Object.keys(project.config.settings.connections)];
    if (kind === "pause") checkName("connection", connection, names);
    return { kind: "connection", name: connection };
  }
  return purpose === undefined ? { kind: "all", name: "" } : { kind: "purpose", name: purpose };
}

function checkName(what: string, name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const hint = suggest(name, names) ?? `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}.`;
  throw new EngineError("NOT_FOUND", `There is no ${what} "${name}"; ${hint}`);
}
