import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A CRM that answers nobody until it is told to, and knows which calls ended with their caller. */
export interface StallingCrm {
  readonly url: string;
  /** Resolves when so many calls wait for an answer. */
  readonly untilWaiting: (calls: number) => Promise<void>;
  /** Resolves when the connections of those that died are closed, to how many calls that were; answers all others. */
  readonly answerRest: () => Promise<number>;
  /** When each call came that was made after that, instants of `performance.now()`. */
  readonly calledAt: readonly number[];
  readonly close: () => void;
}

const POLL_MS = 5;
const GONE_MS = 200;

/** Starts the CRM on a free port. */
export async function startStallingCrm(): Promise<StallingCrm> {
  const waiting = new Set<ServerResponse>();
  const calledAt: number[] = [];
  let isStalling = true;
  let abandoned = 0;
  const server = createServer((request, response) => {
    request.resume();
    if (isStalling) {
      waiting.add(response);
      response.once("close", () => {
        if (waiting.delete(response)) abandoned += 1;
      });
    } else {
      calledAt.push(performance.now());
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    untilWaiting: async (calls) => {
      while (waiting.size < calls) await delay(POLL_MS);
    },
    answerRest: async () => {
      isStalling = false;
      await delay(GONE_MS);
      const rest = [...waiting];
      waiting.clear();
      for (const response of rest) response.end();
      return abandoned;
    },
    calledAt,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
