import { basename, dirname, relative, resolve, sep } from "node:path";
import { watch } from "chokidar";
import { holdsRules, isRuleFile } from "./load.ts";

/** Folders and files being watched. */
export interface FileWatch {
  /** Settles when changes from now on are seen. */
  readonly ready: Promise<void>;
  /** After it settles, `onChange` is not called any more. */
  readonly close: () => Promise<void>;
}

/**
 * Calls back after rule files in or below the given folders, or the given files, were added, changed, removed or replaced by
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

  function isWatchedFile(path: string): boolean {
    return paths.includes(path) || isRuleFile(basename(path));
  }

  /** What is not known yet to be a file may be a folder with rules. */
  function isWatched(path: string, stats: { isDirectory(): boolean } | undefined): boolean {
    if (paths.includes(path)) return true;
    if (!paths.some((folder) => isVisibleBelow(folder, path))) return false;
    if (stats === undefined) return true;
    return stats.isDirectory() ? holdsRules(path) : isWatchedFile(path);
  }

  // Only the folder above tells of a path that is removed and made again, or not there yet.
  const folders = paths.map((path) => dirname(path));
  const watcher = watch(folders, {
    ignoreInitial: true,
    ignored: (path, stats) => !isWatched(path, stats) && !folders.includes(path),
  });
  watcher.on("all", (event, path) => {
    if (event.endsWith("Dir") || isWatchedFile(path)) schedule();
  });
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

/** Whether a path is below a folder, with nothing hidden on the way. */
function isVisibleBelow(folder: string, path: string): boolean {
  const names = relative(folder, path).split(sep);
  return names.every((name) => name !== "" && !name.startsWith("."));
}
