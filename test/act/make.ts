import { createActions } from "../../src/act/actions.ts";
import type { ActionName, EffectRequests } from "../../src/core/model/action.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import type { Action, Actions } from "../../src/ports/action.ts";
import type { Connection, HeymarketAccess } from "../../src/ports/connection.ts";
import { createMemoryLogger } from "./server.ts";

export const NOW = Date.UTC(2026, 0, 2, 20);
const SECRET = { kind: "secret", secretId: "sid", secretKey: "skey-7f3a" } as const;

/** Access to a fake Heymarket at its fastest permitted pace. */
export function heymarketAt(apiUrl: string, credentials: HeymarketAccess["credentials"] = SECRET): HeymarketAccess {
  return { apiUrl, credentials, rate: { count: 480, windowMs: 60_000 } };
}

/** An http connection called `crm`. */
export function makeConnection(url: string, overrides: Partial<Connection> = {}): Connection {
  return {
    name: "crm",
    kind: "http",
    url,
    auth: { kind: "bearer", token: "crm-token-1" },
    rate: { count: 100, windowMs: 1_000 },
    ...overrides,
  };
}

/** Real actions with a still clock, and their log. */
export function makeActions(remotes: {
  readonly heymarket?: HeymarketAccess;
  readonly connections?: readonly Connection[];
}): { readonly actions: Actions; readonly logger: ReturnType<typeof createMemoryLogger> } {
  const logger = createMemoryLogger();
  const { heymarket = null, connections = [] } = remotes;
  return { actions: createActions({ heymarket, connections, clock: { now: () => NOW }, logger }), logger };
}

/** Takes a slot and makes one attempt, as the runner does. */
export async function attempt<Name extends ActionName>(
  actions: Actions,
  name: Name,
  request: EffectRequests[Name],
  timeoutMs = 60_000,
): Promise<Outcome> {
  const action: Action<Name> = actions[name];
  await action.takeSlot(request, AbortSignal.timeout(60_000));
  return action.perform({ effectId: "eff_1", request, localId: "LOCALID1", attempt: 1, timeoutMs });
}
