import type { ConnectionAuth } from "../../ports/connection.ts";

/** Headers by which a connection proves who we are; names in lower case. */
export function authorizationHeaders(auth: ConnectionAuth): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case "none":
      return {};
    case "bearer":
      return { authorization: `Bearer ${auth.token}` };
    case "basic":
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}` };
    case "header":
      return { [auth.name.toLowerCase()]: auth.value };
  }
}
