import { basename } from "node:path";
import { watch } from "chokidar";
import { isRuleFile } from "./load.ts";

/** Folders and files being watched. */
export interface FileWatch {
  /** Settles when changes from now on are seen. */
  readonly ready: Promise<void>;
  /** After it settles, `onChange` is not called any more. */
  readonly close: () => Promise<void>;
}

/**
 * Calls back after rule files in the given folders, or the given files, were added, changed, removed or replaced by
 * rename; changes within `debounceMs` milliseconds of each other are one. A path may not exist yet.
 */
export function watchFiles(options: {
  readonly paths: readonly string[];
  readonly onChange: () => void;
  readonly debounceMs?: number;
}): FileWatch {
  const { paths, onChange, debounceMs = 50 } = options;
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(onChange, debounceMs);
  }

  const watcher = watch([...paths], { ignoreInitial: true, depth: 0, atomic: debounceMs });
  watcher.on("all", (_event, path) => {
    if (paths.includes(path) || isRuleFile(basename(path))) schedule();
  });
  // What can no longer be watched can perhaps no longer be read: reading it again tells the operator.
  watcher.on("error", schedule);

  return {
    ready: new Promise((resolve) => {
      watcher.once("ready", resolve);
    }),
    close: async () => {
      await watcher.close();
      clearTimeout(timer);
    },
  };
}
