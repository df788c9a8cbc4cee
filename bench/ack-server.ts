import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { createLogger } from "../src/log.ts";
import { createJournal } from "../src/journal/journal.ts";
import { messageClassesOf } from "../src/receive/message-classes.ts";
import { createReceiver } from "../src/receive/receiver.ts";
import { createHardenedServer } from "../src/receive/server.ts";
import { openStore } from "../src/stores/open-store.ts";
import { digest, monotonicMs, SYSTEM_CLOCK, SYSTEM_RANDOM } from "../src/system.ts";
import { VERSION } from "../src/version.ts";
import { answerParent } from "./server-process.ts";
import { TOKEN } from "./webhook.ts";

const SOURCES = [{ name: "default", tokens: [TOKEN], dry: false }];

let commits = 0;

// `ack-server receiver sqlite:FILE`, `ack-server express` or `ack-server node`.
const [kind, store = ""] = process.argv.slice(2);
const server = kind === "receiver" ? await createStoringServer(store) : createServer(echoOf(kind));
server.listen(0, "127.0.0.1", () => {
  answerParent({ url: urlOf(server), count: () => commits });
});

/** What answers deliveries in the engine: receiver, journal and SQLite, with its log; no rules run. */
async function createStoringServer(url: string): Promise<Server> {
  const system = { clock: SYSTEM_CLOCK, monotonicMs, random: SYSTEM_RANDOM, logger: createLogger("info") };
  const onCommit = (): void => {
    commits += 1;
  };
  const journal = createJournal({ ...system, store: await openStore(url, { onCommit, ...system }), digest });
  const receiver = createReceiver({
    ...system,
    sources: () => SOURCES,
    accept: (deliveries) => journal.accept(deliveries),
    ready: () => true,
    now: () => SYSTEM_CLOCK.now(),
    version: VERSION,
  });
  return createHardenedServer(receiver, messageClassesOf(receiver));
}

/** Reads JSON and sends it back: the least a webhook handler can do on Express, or on nothing. */
function echoOf(name: string | undefined): RequestListener {
  if (name === "express") {
    const app = express();
    app.use(express.json());
    app.post("/webhooks/heymarket", (request, response) => {
      response.json(request.body);
    });
    return app;
  }
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
      response.end(body);
    });
  };
}

function urlOf(listening: Server): string {
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}
