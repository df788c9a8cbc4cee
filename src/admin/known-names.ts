import { DEFAULT_SOURCE } from "../core/model/ruleset/settings.ts";
import type { AdminParts } from "./admin-parts.ts";

/** Where the API and the commands list the rules in force: the end of a sentence. */
export const RULES_LISTED = "GET /api/v1/rules, or heyrules rules ls with --url, lists those in force.";

/** Names that a filter may have: of the rules in force, and of what is configured; with the country as whose numbers are read. */
export function knownNames({ inForce }: Pick<AdminParts, "inForce">): {
  readonly rules: readonly string[];
  readonly connections: readonly string[];
  readonly sources: readonly string[];
  readonly country: string;
} {
  const { rules, settings } = inForce();
  const { connections, sources, country } = settings;
  return {
    rules: rules.map(({ id }) => id),
    connections: Object.keys(connections),
    sources: [DEFAULT_SOURCE, ...Object.keys(sources)],
    country,
  };
}
