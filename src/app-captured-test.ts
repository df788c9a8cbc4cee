import type { AdminParts } from "./admin/admin-parts.ts";
import { testLines } from "./compile/yaml/insert-test.ts";
import { eventTest } from "./sim/event-test.ts";

/** What writes down a stored event as a test, as `heyrules events capture` does; what it expects is left to its reader. */
export function createTestLines({ store, inForce }: Pick<AdminParts, "store" | "inForce">): AdminParts["testLines"] {
  return async (given) => {
    const test = await eventTest(store, { ...given, settings: inForce().settings, hidesTexts: false });
    return testLines({ ...test, expect: [] }, 0);
  };
}
