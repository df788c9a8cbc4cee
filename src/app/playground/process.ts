import type { WorkMessage } from "./own-process.ts";
import type { PlaygroundWork } from "./work.ts";
import { doPlaygroundWork } from "./work.ts";
import { messageOf } from "../../core/base/errors.ts";

/** Does the work that the process sends which started this one, until that one goes away. */
export async function serveParent(): Promise<void> {
  if (process.send === undefined) return;
  const tell = (message: WorkMessage): void => {
    // The parent may have gone meanwhile.
    if (process.connected) process.send?.(message);
  };
  process.on("message", (work: PlaygroundWork) => {
    tell({ kind: "begun" });
    doPlaygroundWork(work, (done, total) => {
      tell({ kind: "told", done, total });
    }).then(
      (answer) => {
        tell({ kind: "ended", answer });
      },
      (error: unknown) => {
        tell({ kind: "failed", message: messageOf(error) });
      },
    );
  });
  await new Promise<void>((resolve) => {
    process.once("disconnect", resolve);
  });
  // Work that is under way is nobody's any more.
  process.kill(process.pid, "SIGKILL");
}
