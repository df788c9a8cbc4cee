import type { JsonValue } from "../../../core/base/json.ts";
import { notSent, refused, unclear } from "../../../core/model/outcome.ts";
import type { Budgets } from "../../../ports/outside/budget.ts";
import type { HeymarketAccess } from "../../../ports/outside/connection.ts";
import type { Clock } from "../../../ports/system.ts";
import { createJsonClient } from "../../http/calls.ts";
import type { JsonClient } from "../../http/calls.ts";
import { createHttpClient } from "../../http/http-client.ts";
import { allowanceOf } from "./allowance-of.ts";
import { createCredentialCheck, mintToken } from "./credentials.ts";
import { createSkewWatch } from "./skew.ts";
import type { Remote } from "../../http/destinations.ts";
import type { Authorization, HttpClientOptions } from "../../http/http-client.ts";

/** The Heymarket API with our credentials, one rate for all who call it. */
export type HeymarketClient = Remote & JsonClient;

const NAME = "heymarket";

/** What a client of the Heymarket API works with. */
export interface HeymarketSystem extends Pick<
  HttpClientOptions,
  "clock" | "logger" | "alarms" | "onCall" | "onDate" | "onRoom" | "lookup"
> {
  /** The rate that all processes on a store share; without one the process counts for itself. */
  readonly budgets?: Budgets | null | undefined;
}

/** A client of the Heymarket API. Without access every call is refused with a sentence that says what to configure. */
export function createHeymarketClient(access: HeymarketAccess | null, system: HeymarketSystem): HeymarketClient {
  if (access === null) return UNCONFIGURED;
  const { clock, logger } = system;
  const skew = createSkewWatch({ clock, logger });
  const credentials = createCredentialCheck({ skewMs: skew.skewMs });
  const http = createHttpClient({
    ...system,
    onDate: (remoteAt) => {
      skew.see(remoteAt);
      system.onDate?.(remoteAt);
    },
    shutOutBy: credentials.see,
    name: NAME,
    url: access.apiUrl,
    allowance: allowanceOf(access, system),
    authorize: () => authorizationOf(access, clock),
    reuseConnections: false,
    proxyUrl: access.proxyUrl,
  });

  const client = createJsonClient(NAME, http);
  return {
    ...client,
    room: () => http.room(),
    start: () => http.start(),
    state: () => http.state(),
    async send(request) {
      const madeAt = performance.now();
      const ending = await client.send(request);
      if (ending.kind === "refused" && ending.httpStatus === 401) return credentials.outcomeOf(ending, madeAt);
      if (ending.kind !== "not_sent" || ending.httpStatus !== 408) return ending;
      // A gateway may say "timeout" of the server behind it, which then has the text.
      return unclear(ending.message, ending);
    },
  };
}

async function authorizationOf({ credentials }: HeymarketAccess, clock: Clock): Promise<Authorization> {
  try {
    return { headers: { authorization: `Bearer ${await mintToken(credentials, clock)}` } };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      ending: notSent(`${NAME} was not called: its token could not be made, start the engine again: ${reason}`),
    };
  }
}

/** An id as the API wants it; null when the text is no integer that JSON carries exactly. */
export function vendorId(value: JsonValue): number | null {
  const id = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return typeof id === "number" && Number.isSafeInteger(id) ? id : null;
}

const NOT_CONFIGURED = refused(
  "not_configured",
  "heymarket was not called: no credentials are configured. Set HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY.",
);

const UNCONFIGURED: HeymarketClient = {
  name: NAME,
  room: () => Number.POSITIVE_INFINITY,
  start: () => () => undefined,
  state: () => null,
  takeSlot: () => Promise.resolve(),
  send: () => Promise.resolve(NOT_CONFIGURED),
};
