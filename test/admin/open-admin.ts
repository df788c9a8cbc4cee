import type { Server } from "node:http";
import { Router } from "express";
import { onTestFinished } from "vitest";
import type { AdminParts } from "../../src/admin/admin-parts.ts";
import { createTestLines } from "../../src/app/playground/captured-test.ts";
import { createPlayground } from "../../src/app/playground/playground.ts";
import type { PlaygroundParts } from "../../src/app/playground/playground.ts";
import { doPlaygroundWork } from "../../src/app/playground/work.ts";
import type { PlaygroundWork } from "../../src/app/playground/work.ts";
import { createBacktests } from "../../src/admin/playground/backtests.ts";
import { createAdmin } from "../../src/admin/admin-server.ts";
import { createAccess, digestOfToken } from "../../src/admin/door/access.ts";
import { closeServer, createHardenedServer, listen } from "../../src/receive/server.ts";
import { createLog } from "../helpers/receiver.ts";
import type { TestEngine } from "../run/make.ts";

/** Tokens that the listener of a test knows. */
export const TOKENS = { operate: "a-token-that-may-decide", read: "a-token-that-may-only-look" } as const;

/** What machines ask of an engine that nobody looks after. */
export const NOTHING_TO_LOOK_AFTER: AdminParts["operations"] = {
  health: Router(),
  metricsPage: (_request, response) => void response.end(),
  readiness: () => Promise.resolve([{ name: "store", isWell: true, detail: "" }]),
  destinationStates: () => [],
  room: () => Promise.resolve(null),
  reloadProblem: () => null,
  difference: () => null,
};

/** Does what the playground asks for here, on data that came as from another process. */
const IN_THIS_PROCESS: PlaygroundParts["processes"]["trials"] = {
  run: async (work, { told }) => ({
    answer: structuredClone(await doPlaygroundWork(structuredClone(work) as PlaygroundWork, told ?? (() => undefined))),
  }),
};

/** An admin listener over HTTP. */
export interface AdminWorld {
  readonly server: Server;
  readonly url: string;
  /** Asks for a path as somebody who may look, or with another token. */
  readonly get: (path: string, token?: string) => Promise<{ readonly status: number; readonly html: string }>;
}

/** What the admin listener of an engine under test answers with. */
export function adminPartsOf({ store, operator, inForce, clock }: TestEngine): AdminParts {
  const digests = { operate: [digestOfToken(TOKENS.operate)], read: [digestOfToken(TOKENS.read)] };
  const monotonicMs = () => clock.now();
  const playground = createPlayground({
    ...{
      store,
      inForce,
      clock,
      storeUrl: "memory:",
      processes: { trials: IN_THIS_PROCESS, backtests: IN_THIS_PROCESS },
    },
    ruleFiles: () => Promise.resolve([]),
    eventsMs: () => 90 * 86_400_000,
  });
  return {
    ...{ store, operator, inForce, clock, monotonicMs },
    access: createAccess({ digests: () => digests, now: monotonicMs }),
    // What these pages do not show.
    operations: NOTHING_TO_LOOK_AFTER,
    mayWriteRules: () => false,
    runDoctor: () => Promise.resolve([]),
    playground,
    backtests: createBacktests({ playground, monotonicMs, logger: createLog().logger }),
    testLines: createTestLines({ store, inForce }),
    receiverUrl: "http://127.0.0.1:8080",
    hosts: () => ["127.0.0.1"],
    closing: new AbortController().signal,
    logger: createLog().logger,
    version: "0.0.0",
    assets: {},
  };
}

/** The admin listener of an engine under test, on a free port until the test ends. */
export async function openAdmin(engine: TestEngine, parts: Partial<AdminParts> = {}): Promise<AdminWorld> {
  const server = createHardenedServer(createAdmin({ ...adminPartsOf(engine), ...parts }));
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => closeServer(server, 0));
  return {
    server,
    url,
    get: async (path, token = TOKENS.read) => {
      const response = await fetch(url + path, { headers: { authorization: `Bearer ${token}`, accept: "text/html" } });
      return { status: response.status, html: await response.text() };
    },
  };
}
