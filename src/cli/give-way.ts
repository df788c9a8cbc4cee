import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** Has the system prefer other processes to this one: with its processors, and when memory runs out. */
export function giveWay(): void {
  const wishes = [
    () => {
      setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    },
    () => {
      writeFileSync("/proc/self/oom_score_adj", "1000");
    },
  ];
  for (const wish of wishes) {
    try {
      wish();
    } catch {
      // It works all the same where that is not allowed, or unknown.
    }
  }
}
