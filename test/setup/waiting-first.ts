import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Tests that start programs, servers and browsers, and wait for them most of their time; the longest first. */
const WAIT_MUCH = ["faults", "stores/postgres", "e2e", "browser", "cli/dev", "admin"];

/**
 * Puts what waits for much before what computes, so that the processors have something to do until the end. What has processes of its own
 * comes first of all: later, workers that have loaded our modules would make room for it, and be started anew.
 */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification): number => {
      if (project.name === "fresh") return -1;
      const index = WAIT_MUCH.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return index === -1 ? WAIT_MUCH.length : index;
    };
    // Sorting is stable: what has one rank stays in the order of Vitest.
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
