import { basename, dirname, resolve } from "node:path";
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
 * rename; changes within `debounceMs` milliseconds of each other are one. Below 50 the last of several quick saves may
 * be missed: chokidar reports a file once in that time. A path may not exist yet; the folder it is in must.
 */
export function watchFiles(options: {
  readonly paths: readonly string[];
  readonly onChange: () => void;
  readonly debounceMs?: number;
}): FileWatch {
  const { onChange, debounceMs = 50 } = options;
  const paths = options.paths.map((path) => resolve(path));
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = setTimeout(onChange, debounceMs);
  }

  function isWatched(path: string): boolean {
    return paths.includes(path) || (paths.includes(dirname(path)) && isRuleFile(basename(path)));
  }

  // Only the folder above tells of a path that is removed and made again, or not there yet.
  const folders = paths.map((path) => dirname(path));
  const watcher = watch(folders, {
    ignoreInitial: true,
    depth: 1,
    ignored: (path) => !isWatched(path) && !folders.includes(path),
  });
  watcher.on("all", schedule);
  // What can no longer be watched can perhaps no longer be read: reading it again tells the operator.
  watcher.on("error", schedule);

  return {
    ready: new Promise((settle) => {
      watcher.once("ready", settle);
    }),
    close: async () => {
      await watcher.close();
      clearTimeout(timer);
    },
  };
}
