import { join } from "node:path";
import { show, showMegabytes } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startServer } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import { inTurn, median } from "./statistics.ts";
import { createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const CONNECTIONS = 128;
const ROUNDS = 7;
const ROUND_MS = 1_500;

interface Round {
  readonly perSecond: number;
  readonly cpuMicroseconds: number;
}

/** Durable, deduplicated acknowledgements against servers that store nothing. */
export function measureAcks(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const receiver = await startServer("ack-server", ["receiver", `sqlite:${join(folder, "acks.db")}`]);
    const express = await startServer("ack-server", ["express"]);
    const node = await startServer("ack-server", ["node"]);
    const servers = [receiver, express, node];
    for (const server of servers) await measure(server);
    const rounds = await inTurn(ROUNDS, {
      receiver: () => measure(receiver),
      express: () => measure(express),
      node: () => measure(node),
    });
    const { peakBytes } = await receiver.usage();
    for (const server of servers) await server.stop();

    const rate = (name: keyof typeof rounds): number => median(rounds[name].map(({ perSecond }) => perSecond));
    const cpu = (name: keyof typeof rounds): string =>
      `${show(median(rounds[name].map((round) => round.cpuMicroseconds)))} µs`;
    const toExpress = rate("receiver") / rate("express");
    const toNode = rate("receiver") / rate("node");
    const receiverShown = `${show(rate("receiver"))}/s (${cpu("receiver")} of processor each)`;
    return [
      {
        name: "durable, deduplicated acks/s against a bare Express 5 JSON echo that stores nothing",
        goal: ">= 1.0",
        measured: `${show(toExpress)}: ${receiverShown} to ${show(rate("express"))}/s (${cpu("express")})`,
        isMet: toExpress >= 1,
        plot: {
          file: "acks",
          title: "Deliveries answered in a second, one process",
          unit: "/s",
          bars: [
            { name: "heyrules: durable and deduplicated", value: rate("receiver") },
            { name: "Express 5, stores nothing", value: rate("express") },
            { name: "node:http, stores nothing", value: rate("node") },
          ],
        },
      },
      {
        name: "the same against a bare `node:http` JSON echo",
        goal: ">= 0.6",
        measured: `${show(toNode)}: ${show(rate("receiver"))}/s to ${show(rate("node"))}/s (${cpu("node")})`,
        isMet: toNode >= 0.6,
      },
      {
        name: "most resident memory under that load",
        goal: "<= 256 MB",
        measured: showMegabytes(peakBytes),
        isMet: peakBytes <= 256e6,
      },
    ];
  });
}

async function measure(server: ServerProcess): Promise<Round> {
  const before = await server.usage();
  const body = createBodies("what is the price of a cleaning?");
  const { perSecond, answered } = await runLoad({ url: server.url, connections: CONNECTIONS, ms: ROUND_MS, body });
  const after = await server.usage();
  return { perSecond, cpuMicroseconds: ((after.cpuMs - before.cpuMs) * 1_000) / answered };
}
