import type { AdminParts } from "./admin-parts.ts";

/** Names that a filter may have: of the rules in force, and of the connections that are configured. */
export function knownNames({ inForce }: Pick<AdminParts, "inForce">): {
  readonly rules: readonly string[];
  readonly connections: readonly string[];
} {
  const { rules, settings } = inForce();
  return { rules: rules.map(({ id }) => id), connections: Object.keys(settings.connections) };
}
