import type { HealthCheck, Readiness } from "../../ports/health.ts";

/** What the checks are told from. */
export interface Checked {
  readonly readiness: Readiness;
  /** Why the files as they stand are not in force; null when they are. */
  readonly reloadProblem: () => string | null;
  /** In what other engines on the store go by something else; null when they do not. */
  readonly difference: () => string | null;
}

/**
 * What the engine needs, as it stands, for people: other than a probe they are told, too, of what is no reason to send deliveries
 * elsewhere, files that are not in force and engines that go by something else.
 */
export async function checksForPeople({
  readiness,
  reloadProblem,
  difference,
}: Checked): Promise<readonly HealthCheck[]> {
  const refused = reloadProblem();
  const found = [
    ill("rules", refused === null ? null : `Not reloaded. The last good version goes on. ${refused}`),
    ill("engines", difference()),
  ].flat();
  const checks = await readiness();
  return checks.filter(({ name }) => found.every((one) => one.name !== name)).concat(found);
}

function ill(name: string, detail: string | null): readonly HealthCheck[] {
  return detail === null ? [] : [{ name, isWell: false, detail }];
}
