import { traitsOf } from "../../../core/model/ruleset/connection-kind.ts";
import type { Connection } from "../../../ports/outside/connection.ts";
import type { Clock, Logger } from "../../../ports/system.ts";
import { createConnectionClient } from "./connection-client.ts";

/** What a connection answered to a call that changes nothing. */
export interface ConnectionAnswer {
  /** Null when it could not be reached, or must not be called. */
  readonly status: number | null;
  /** A sentence, without the address; null when it answered well. */
  readonly problem: string | null;
  /** Whether the secret was shown to it. */
  readonly wasAuthorized: boolean;
  /** Whether it was asked as rules ask, so that only a good answer is good; else any shows that somebody is there. */
  readonly isWhole: boolean;
}

/**
 * Asks a connection for nothing, with HEAD: at its base URL, or at the host alone where the whole URL is a webhook, since
 * some of those take any method for a message. Never rejects.
 */
export async function askConnection(
  connection: Connection,
  { timeoutMs, ...system }: { readonly clock: Clock; readonly logger: Logger; readonly timeoutMs: number },
): Promise<ConnectionAnswer> {
  const isWebhook = traitsOf(connection.kind).address === "url";
  const target = isWebhook ? { ...connection, ...hostOf(connection.url) } : connection;
  const client = createConnectionClient(target, system);
  const call = { method: "HEAD", path: null, headers: {}, idempotencyKey: null, body: null, timeoutMs };
  const ending = await client.send(call);
  return {
    status: ending.httpStatus,
    problem: ending.kind === "answered" ? null : ending.message,
    wasAuthorized: target.auth.kind !== "none",
    isWhole: false,
  };
}

function hostOf(url: string): Pick<Connection, "url" | "auth"> {
  return { url: URL.canParse(url) ? new URL(url).origin : url, auth: { kind: "none" } };
}
