import { lookup as systemLookup } from "node:dns";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { RequestOptions } from "node:http";
import { HttpProxyAgent, HttpsProxyAgent } from "hpagent";
import type { ProxyAgentRequestOptions } from "hpagent";
import { guardLookup } from "./guarded-lookup.ts";
import type { Reach } from "./guarded-lookup.ts";

/** How a request gets to its host. */
export interface Route {
  readonly reach: Reach;
  /** With user name and password, where it has them; null for a direct call. */
  readonly proxyUrl: string | null;
  /** Whether a kept connection may be used. */
  readonly reuseConnections: boolean;
  /** Asks for the addresses of host names; that of the system when absent. */
  readonly lookup?: LookupFunction | undefined;
}

/** What opens connections of either protocol. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

// Shorter than the idle time of common servers (Node: 5 s), so that we close first.
const KEPT = { keepAlive: true, timeout: 2_000, maxSockets: 128 };

const made = new WeakMap<LookupFunction, Map<string, Agents>>();

/**
 * The agents of a route, the same for each that is alike. A kept connection serves only calls of the same reach: it
 * was judged when it was opened. Through a proxy none is kept, since the idle time of kept ones would cut off slow proxies.
 */
export function agentsFor({ reach, proxyUrl, reuseConnections, lookup = systemLookup }: Route): Agents {
  const ofLookup = made.get(lookup) ?? new Map<string, Agents>();
  made.set(lookup, ofLookup);
  const key = JSON.stringify([reach, proxyUrl, reuseConnections]);
  const agents = ofLookup.get(key) ?? createAgents({ reach, proxyUrl, reuseConnections, lookup });
  ofLookup.set(key, agents);
  return agents;
}

function createAgents(route: Required<Route> & { readonly lookup: LookupFunction }): Agents {
  const { reach, proxyUrl, reuseConnections, lookup } = route;
  if (proxyUrl === null) {
    const options = { ...(reuseConnections ? KEPT : { keepAlive: false }), lookup: guardLookup(lookup, reach) };
    return { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }
  // The proxy is the operator's own, wherever it stands; the addresses of hosts behind it are its matter.
  const proxyRequestOptions: ProxyAgentRequestOptions & Pick<RequestOptions, "lookup"> = {
    lookup: guardLookup(lookup, "own"),
  };
  const options = { keepAlive: false, proxy: proxyUrl, proxyRequestOptions };
  return { http: new HttpProxyAgent(options), https: new HttpsProxyAgent(options) };
}
