import { formatDiagnostic } from "../../core/base/diagnostic.ts";
import type { Surroundings } from "../context.ts";
import type { Project } from "../project.ts";

/** Writes every diagnostic and problem to standard error. */
export function reportFindings(context: Surroundings, project: Pick<Project, "diagnostics" | "problems">): void {
  for (const diagnostic of project.diagnostics) context.note(`${formatDiagnostic(diagnostic)}\n`);
  for (const problem of project.problems) context.note(context.style.red(problem));
}
