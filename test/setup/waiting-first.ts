import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

/** Tests that start programs, servers and browsers, and wait for them most of their time; the longest first. */
const WAIT_MUCH = ["faults", "stores/postgres", "e2e", "browser", "cli/dev", "admin"];

/** Puts what waits for much before what computes, so that the processors have something to do until the end. */
export class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = WAIT_MUCH.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
      return index === -1 ? WAIT_MUCH.length : index;
    };
    // Sorting is stable: what has one rank stays in the order of Vitest.
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}
