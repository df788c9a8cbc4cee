// The program of checkpoint-thread.ts: copies what is committed from the log of a database into its file, each time
// it is asked to, and answers why it could not, or null. `null` ends it.
import { DatabaseSync } from "@photostructure/sqlite";
import { parentPort, workerData } from "node:worker_threads";

const database = new DatabaseSync(workerData.path);
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
