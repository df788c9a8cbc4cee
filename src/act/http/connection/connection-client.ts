import type { Connection } from "../../../ports/outside/connection.ts";
import { createWindow } from "../pace/allowance.ts";
import type { ConnectionClient, HttpClient, HttpClientOptions } from "../http-client.ts";
import { createKeyClient } from "./key-client.ts";
import { createOauthClient } from "./oauth-client.ts";

/** What the clients of connections share; `dialect` is that of the connection's kind. */
export type ConnectionSystem = Pick<
  HttpClientOptions,
  "clock" | "logger" | "alarms" | "onCall" | "onRoom" | "lookup" | "dialect"
>;

/** A client of a configured connection; connections are kept for a moment between calls. */
export function createConnectionClient(connection: Connection, system: ConnectionSystem): ConnectionClient {
  const { kind, crm } = connection;
  return { ...clientOf(connection, system), kind, ...(crm === undefined ? {} : { crm }) };
}

function clientOf(connection: Connection, system: ConnectionSystem): HttpClient {
  const { name, url, rate, auth, kind, privateNetwork, proxyUrl } = connection;
  const route = { url, reuseConnections: true, privateNetwork, proxyUrl };
  const options = { ...system, ...route, name, allowance: createWindow(rate) };
  if (auth.kind === "oauth") return createOauthClient({ ...options, oauth: auth, connectionKind: kind });
  return createKeyClient({ ...options, auth, connectionKind: kind });
}
