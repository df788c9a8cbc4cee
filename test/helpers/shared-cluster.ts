import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startCluster, stopClusterIn } from "./postgres-cluster.ts";

/**
 * The URL of the server that the processes of a test run share, which the first to ask starts in this folder.
 * @throws Error when it could not be started, whoever tried.
 */
export async function sharedClusterUrl(folder: string): Promise<string> {
  const { started, failed } = filesOf(folder);
  if (isFirst(folder)) {
    try {
      const cluster = await startCluster();
      put(started, JSON.stringify({ url: cluster.url, folder: cluster.folder } satisfies Started));
    } catch (error) {
      put(failed, String(error));
      throw error;
    }
  }
  while (!existsSync(started)) {
    if (existsSync(failed)) throw new Error(readFileSync(failed, "utf8"));
    await delay(50);
  }
  return read(started).url;
}

/** Ends the server of a folder, if one was started. */
export function stopSharedCluster(folder: string): void {
  const { started } = filesOf(folder);
  if (existsSync(started)) stopClusterIn(read(started).folder);
}

interface Started {
  readonly url: string;
  /** Of the server itself. */
  readonly folder: string;
}

function filesOf(folder: string) {
  return { started: join(folder, "started"), failed: join(folder, "failed") };
}

function isFirst(folder: string): boolean {
  try {
    mkdirSync(join(folder, "taken"));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whole or not at all, for whoever looks. */
function put(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function read(path: string): Started {
  return JSON.parse(readFileSync(path, "utf8")) as Started;
}
