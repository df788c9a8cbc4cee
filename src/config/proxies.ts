import { proxyFor } from "../core/actions/remote/proxy.ts";
import type { ProxyRules } from "../core/actions/remote/proxy.ts";
import type { Connection } from "../ports/outside/connection.ts";

/** What the environment says of proxies. A proxy without scheme is one of `http:`. */
export function readProxies(
  written: { readonly https: string | undefined; readonly http: string | undefined; readonly none: string | undefined },
  problems: string[],
): ProxyRules {
  return {
    https: readProxy("HTTPS_PROXY", written.https, problems),
    http: readProxy("HTTP_PROXY", written.http, problems),
    none: written.none ?? "",
  };
}

/** A connection with the proxies through which it, and what gives it tokens, is called. */
export function withProxy(connection: Connection, proxies: ProxyRules): Connection {
  const { url, auth, isDirect = false } = connection;
  const routeTo = (address: string): string | null => (isDirect ? null : proxyOf(address, proxies));
  const routed = auth.kind === "oauth" ? { ...auth, proxyUrl: routeTo(auth.tokenUrl) } : auth;
  return { ...connection, auth: routed, proxyUrl: routeTo(url) };
}

/** The proxy through which an address is called; null for a direct call, and for what is no address. */
export function proxyOf(url: string, proxies: ProxyRules): string | null {
  return URL.canParse(url) ? proxyFor(new URL(url), proxies) : null;
}

/** It may hold a password, so it is never quoted. */
function readProxy(name: string, text: string | undefined, problems: string[]): string | null {
  if (text === undefined) return null;
  const url = text.includes("://") ? text : `http://${text}`;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  problems.push(`${name} must be an http(s) address, such as http://proxy.example.com:3128, or absent.`);
  return null;
}
