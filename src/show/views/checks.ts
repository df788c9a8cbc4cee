import type { Difference } from "../../core/alarm/instance.ts";
import type { HealthCheck, Readiness } from "../../ports/health.ts";

/** What the checks are told from. */
export interface Checked {
  readonly readiness: Readiness;
  /** Why the files as they stand are not in force; null when they are. */
  readonly reloadProblem: () => string | null;
  /** In what other engines on the store go by something else; null when they do not. */
  readonly difference: () => Difference | null;
}

/**
 * What the engine needs, as it stands, for people: other than a probe they are told, too, of what is no reason to send deliveries
 * elsewhere, files that are not in force and engines that go by something else for longer than a reload of one after the other takes.
 */
export async function checksForPeople({
  readiness,
  reloadProblem,
  difference,
}: Checked): Promise<readonly HealthCheck[]> {
  const refused = reloadProblem();
  const differing = difference();
  const found = [
    ill("rules", refused === null ? null : `Not reloaded. The last good version goes on. ${refused}`),
    ill("engines", differing?.hasLasted === true ? differing.what : null),
  ].flat();
  const checks = await readiness();
  return checks.filter(({ name }) => found.every((one) => one.name !== name)).concat(found);
}

function ill(name: string, detail: string | null): readonly HealthCheck[] {
  return detail === null ? [] : [{ name, isWell: false, detail }];
}
