import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { createJournal } from "../../src/journal/journal.ts";
import type { Store } from "../../src/ports/store/store.ts";
import type { Logger } from "../../src/ports/system.ts";
import { messageClassesOf } from "../../src/receive/message-classes.ts";
import { createReceiver } from "../../src/receive/receiver.ts";
import type { ReceiverOptions } from "../../src/receive/receiver.ts";
import { closeServer, createHardenedServer } from "../../src/receive/server.ts";
import { openSqliteStore } from "../../src/stores/sqlite/store.ts";
import { createSeeded } from "../e2e/seeded.ts";
import { NOW } from "./make.ts";

/** The token of source `default` in every test. */
export const TOKEN = "token-canary-7f3a";
const SOURCES = [{ name: "default", tokens: [TOKEN], dry: false }];

/** A receiver on a real port with a real store; closed when the test ends. */
export interface TestReceiver {
  readonly port: number;
  readonly store: Store;
  /** Everything that was logged. */
  readonly lines: readonly LogLine[];
  /** Posts to `/webhooks/heymarket`; objects are sent as JSON. */
  readonly post: (
    body: unknown,
    options?: { readonly path?: string; readonly headers?: Record<string, string> },
  ) => Promise<Answer>;
}

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly fields: JsonObject;
  readonly message: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Starts a receiver; options replace its parts. */
export async function startReceiver(options: Partial<ReceiverOptions> = {}): Promise<TestReceiver> {
  const store = await openTestStore();
  const { lines, logger } = createLog();
  const clock = { now: () => NOW };
  const random = { next: createSeeded(1) };
  const journal = createJournal({ store, clock, logger, random, digest: sha256 });
  const app = createReceiver({
    sources: () => SOURCES,
    accept: (deliveries) => journal.accept(deliveries),
    ready: () => true,
    monotonicMs: () => 0,
    now: () => NOW,
    logger,
    version: "1.2.3",
    ...options,
  });
  const server = createHardenedServer(app, messageClassesOf(app)).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => closeServer(server, 0));
  const { port } = server.address() as AddressInfo;
  const post: TestReceiver["post"] = (body, { path = "/webhooks/heymarket", headers = {} } = {}) =>
    send(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  return { port, store, lines, post };
}

/** One request; every answer of the receiver is JSON. */
export async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === "" ? null : (JSON.parse(text) as unknown),
  };
}

/** A SQLite store in a folder of its own; both are gone when the test ends. */
export async function openTestStore(): Promise<Store> {
  const folder = mkdtempSync(join(tmpdir(), "heyrules-"));
  const store = await openSqliteStore({ path: join(folder, "heyrules.db") });
  onTestFinished(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  return store;
}

/** A logger that remembers. */
export function createLog(): { readonly lines: readonly LogLine[]; readonly logger: Logger } {
  const lines: LogLine[] = [];
  const keep = (level: LogLine["level"]) => (fields: JsonObject, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, logger: { info: keep("info"), warn: keep("warn"), error: keep("error") } };
}

/** SHA-256, hex. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** The body of a delivery: a text from +1 510 555 0100. */
export function makeDelivery(data: object = {}, envelope: object = {}): object {
  return {
    type: "message_recieved",
    id: 4711,
    token: TOKEN,
    event_data: { id: 9001, text: "hello", phone: "15105550100", date: "2026-01-02T20:00:00Z", ...data },
    ...envelope,
  };
}
