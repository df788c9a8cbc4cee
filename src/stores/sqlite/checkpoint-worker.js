// The program of checkpoint-thread.ts: copies what is committed from the log of a database into its file, each time
// it is asked to, and answers why it could not, or null. `null` ends it.
import { DatabaseSync } from "@photostructure/sqlite";
import { statSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

// By a URL, since a name alone would make an empty database where the file was removed (https://sqlite.org/uri.html).
const database = new DatabaseSync(`${pathToFileURL(workerData.path).href}?mode=rw`);
// Before the first statement, which opens the log: what was put in the place of either is nothing to copy from or into.
for (const { path, inode } of workerData.files) {
  if (statSync(path).ino !== inode) throw new Error(`the file ${path} was replaced`);
}
// The log is synced before its pages are copied, and the file before the log may begin anew.
database.exec("PRAGMA synchronous = NORMAL");
const checkpoint = database.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort.on("message", (message) => {
  if (message === null) {
    database.close();
    parentPort.close();
    return;
  }
  try {
    checkpoint.get();
    parentPort.postMessage({ failure: null });
  } catch (error) {
    parentPort.postMessage({ failure: { message: String(error), code: error.errcode ?? 0 } });
  }
});
