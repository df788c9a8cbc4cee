import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withDatabase } from "./database.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import type { ServerProcess } from "./server-process.ts";
import { startServer } from "./server-process.ts";
import { startStallingCrm } from "./stalling-crm.ts";
import type { StallingCrm } from "./stalling-crm.ts";
import { createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

/** Contacts whose call is on the wire when the engine is killed. */
const CONTACTS = 20;
const POLL_MS = 5;

/** From kill -9 of an engine to the first and the last of its calls that is made anew. */
export async function measureRecovery(): Promise<readonly Figure[]> {
  return [...(await measureRestart()), ...(await measureTakeover())];
}

function measureRestart(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const store = `sqlite:${join(folder, "recovery.db")}`;
    const crm = await startStallingCrm();
    const engine = await startServer("engine-server", [store, crm.url]);
    await keepBusy(crm, engine);
    const killedAt = performance.now();
    await engine.kill();
    const [next, calls] = await Promise.all([startServer("engine-server", [store, crm.url]), crm.answerRest()]);
    const measured = await describeCalls(crm, { calls, killedAt });
    await next.stop();
    crm.close();
    return [
      {
        name: "kill -9 of the engine on SQLite, started again at once, to the calls it had on the wire",
        goal: "",
        measured,
        isMet: null,
      },
    ];
  });
}

function measureTakeover(): Promise<readonly Figure[]> {
  return withDatabase("kill -9 of one of two engines on PostgreSQL", async (database) => {
    const store = await database.create("recovery");
    const crm = await startStallingCrm();
    const killed = await startServer("engine-server", [store, crm.url]);
    const other = await startServer("engine-server", [store, crm.url]);
    await keepBusy(crm, killed);
    const killedAt = performance.now();
    await killed.kill();
    const calls = await crm.answerRest();
    const measured = await describeCalls(crm, { calls, killedAt });
    const seconds = ((crm.calledAt.at(-1) ?? Number.POSITIVE_INFINITY) - killedAt) / 1_000;
    await other.stop();
    crm.close();
    return [
      {
        name: "kill -9 of one of two engines on PostgreSQL, to the calls it had on the wire, by the other",
        goal: "<= 20 s",
        measured,
        isMet: calls > 0 && seconds <= 20,
      },
    ];
  });
}

/** Has an engine call the CRM for many contacts, none of whom is answered. */
async function keepBusy(crm: StallingCrm, engine: ServerProcess): Promise<void> {
  const body = createBodies("what is the price of a cleaning?");
  let left = CONTACTS;
  const next = (): string | null => (left-- > 0 ? body() : null);
  await runLoad({ url: engine.url, connections: 4, ms: Number.POSITIVE_INFINITY, body: next });
  await crm.untilWaiting(CONTACTS);
}

async function describeCalls(
  { calledAt }: StallingCrm,
  { calls, killedAt }: { readonly calls: number; readonly killedAt: number },
): Promise<string> {
  while (calledAt.length < calls) await delay(POLL_MS);
  const seconds = (at: number | undefined): string => show(((at ?? Number.NaN) - killedAt) / 1_000);
  return `first after ${seconds(calledAt[0])} s, last of ${calls} after ${seconds(calledAt.at(-1))} s`;
}
