import { readFileSync } from "node:fs";
import express, { Router } from "express";
import type { RequestHandler } from "express";
import { createAdmin } from "../src/admin/admin-server.ts";
import { createAccess, digestOfToken } from "../src/admin/door/access.ts";
import { createBacktests } from "../src/admin/playground/backtests.ts";
import { createTestLines } from "../src/app/playground/captured-test.ts";
import { createEngine } from "../src/app/engine.ts";
import { SILENT } from "../src/log.ts";
import { createHardenedServer, listen } from "../src/receive/server.ts";
import { createMockedOutside } from "../src/sim/mocked-outside.ts";
import { createVirtualClock } from "../src/sim/virtual-clock.ts";
import { monotonicMs, SYSTEM_RANDOM } from "../src/system.ts";
import { VERSION } from "../src/version.ts";
import { openCountedStore } from "./counted-store.ts";
import { rulesOfHistory } from "./history/rules.ts";
import { compileBenchConfig, configText } from "./project.ts";
import { answerParent } from "./server-process.ts";
import { TOKEN } from "./webhook.ts";

// `pages-server STORE`: the admin listener of an engine that does nothing but answer. `server-timing` says what an answer took.
const [url = ""] = process.argv.slice(2);
const { settings } = compileBenchConfig(configText());
const rules = rulesOfHistory(settings).at(-1) ?? [];
const { store, asked } = await openCountedStore(url);
const clock = createVirtualClock(Date.now());
const system = { clock, random: SYSTEM_RANDOM, logger: SILENT };
const { operator, inForce } = await createEngine({ store, rules, settings, ...createMockedOutside({}), ...system });
// Its work is done in a process of its own.
const playground = { tryDraft: notMeasured, backtest: notMeasured, ruleFiles: () => Promise.resolve([]) };
const admin = createAdmin({
  ...{ store, operator, inForce, clock, monotonicMs, logger: SILENT, version: VERSION },
  operations: {
    health: Router(),
    metricsPage: (_request, response) => void response.end(),
    readiness: () => Promise.resolve([{ name: "store", isWell: true, detail: "" }]),
    destinationStates: () => [],
    room: () => Promise.resolve(null),
    reloadProblem: () => null,
    difference: () => null,
  },
  access: createAccess({ digests: () => ({ operate: [digestOfToken(TOKEN)], read: [] }), now: monotonicMs }),
  mayWriteRules: () => false,
  runDoctor: notMeasured,
  playground,
  backtests: createBacktests({ playground, monotonicMs, logger: SILENT }),
  closing: new AbortController().signal,
  testLines: createTestLines({ store, inForce }),
  receiverUrl: "http://127.0.0.1:8080",
  hosts: () => ["127.0.0.1"],
  assets: {},
});
const server = createHardenedServer(express().use(tellWhatItTook, admin));
answerParent({ url: await listen(server, { host: "127.0.0.1", port: 0 }) });

function notMeasured(): never {
  throw new Error("drafts are not tried here");
}

function tellWhatItTook(...[, response, next]: Parameters<RequestHandler>): void {
  const [before, startedAt, processorBefore] = [asked(), performance.now(), mainThreadMs()];
  const writeHead = response.writeHead.bind(response) as (...head: readonly unknown[]) => typeof response;
  response.writeHead = (...head: readonly unknown[]) => {
    const took = {
      wall: performance.now() - startedAt,
      processor: mainThreadMs() - processorBefore,
      statements: asked().statements - before.statements,
      rows: asked().rows - before.rows,
    };
    const entries = Object.entries(took).map(([name, value]) => `${name};dur=${value.toFixed(3)}`);
    response.setHeader("server-timing", entries.join(", "));
    return writeHead(...head);
  };
  next();
}

/** Processor time of the main thread so far; where Linux does not tell, that of all threads. */
function mainThreadMs(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    const { user, system: inSystem } = process.cpuUsage();
    return (user + inSystem) / 1_000;
  }
}
