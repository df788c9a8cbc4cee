import { isInRange } from "./address.ts";
import { isLoopbackHost } from "./own-network.ts";

/** What the environment says of proxies, as written there; null for what it does not say. */
export interface ProxyRules {
  /** For `https:` addresses. */
  readonly https: string | null;
  /** For `http:` addresses. */
  readonly http: string | null;
  /** Hosts that are called directly, separated by commas or spaces. */
  readonly none: string;
}

/**
 * The address of the proxy through which a URL is called; null for a direct call. This machine is never called through a
 * proxy, which would reach its own (as Go's `httpproxy` does).
 */
export function proxyFor(url: URL, { https, http, none }: ProxyRules): string | null {
  const proxy = url.protocol === "https:" ? https : http;
  if (proxy === null || isLoopbackHost(url.hostname)) return null;
  const isDirect = none.split(/[\s,]+/).some((entry) => entry !== "" && isMeant(entry.toLowerCase(), url));
  return isDirect ? null : proxy;
}

/** How a proxy is shown: without the user name and password its address may hold. */
export function proxyName(proxyUrl: string): string {
  const { protocol, host } = new URL(proxyUrl);
  return `${protocol}//${host}`;
}

/** `*`, a name (with all below it), `.name` (only what is below it), an address or a range; the first two kinds with a port or without. */
function isMeant(entry: string, url: URL): boolean {
  if (entry === "*") return true;
  const host = url.hostname.replace(/[.]$/, "");
  if (isInRange(host, entry)) return true;
  const [, name = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
  if (name === "" || (port !== undefined && port !== portOf(url))) return false;
  const suffix = name.replace(/^[*](?=[.])/, "").replace(/[.]$/, "");
  if (suffix.startsWith(".")) return host.endsWith(suffix);
  return host === suffix || host.endsWith(`.${suffix}`) || isInRange(host, suffix);
}

function portOf({ port, protocol }: URL): string {
  return port === "" ? (protocol === "https:" ? "443" : "80") : port;
}
