import { traitsOf } from "../../../core/model/ruleset/connection-kind.ts";
import type { Connection, ConnectionAuth } from "../../../ports/outside/connection.ts";

/** Headers by which a connection proves who we are, unless it fetches tokens; names in lower case. */
export function authorizationHeaders(
  auth: Exclude<ConnectionAuth, { readonly kind: "oauth" }>,
  kind: Connection["kind"],
): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case "none":
      return {};
    case "bearer":
      return tokenHeaders(auth.token, kind);
    case "basic":
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}` };
    case "header":
      return { [auth.name.toLowerCase()]: auth.value };
  }
}

/** Headers that show a token in the way of a kind of connection. */
export function tokenHeaders(token: string, kind: Connection["kind"]): Readonly<Record<string, string>> {
  const { tokenScheme = "Bearer" } = traitsOf(kind);
  return { authorization: `${tokenScheme} ${token}` };
}
