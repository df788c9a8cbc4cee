import { createOutside } from "../../src/act/outside.ts";
import type { ActingOutside } from "../../src/act/outside.ts";
import type { ActionName, EffectRequests } from "../../src/core/model/ruleset/action.ts";
import type { Outcome, Sighting } from "../../src/core/model/outcome.ts";
import type { Action, Destinations, Outside, Room, Sought } from "../../src/ports/outside/action.ts";
import type { Connection, HeymarketAccess } from "../../src/ports/outside/connection.ts";
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
}): ActingOutside & { readonly logger: ReturnType<typeof createMemoryLogger> } {
  const logger = createMemoryLogger();
  const { heymarket = null, connections = [] } = remotes;
  return { ...createOutside({ heymarket, connections, clock: { now: () => NOW }, logger }), logger };
}

/** Takes room at the destination and makes one attempt, as the runner does. */
export async function attempt<Name extends ActionName>(
  { actions, destinations }: Outside,
  name: Name,
  request: EffectRequests[Name],
  timeoutMs = 60_000,
): Promise<Outcome> {
  const action: Action<Name> = actions[name];
  const room = await roomAt(destinations, "connection" in request ? request.connection : "heymarket");
  const outcome = await action.perform({ effectId: "eff_1", request, localId: "LOCALID1", attempt: 1, timeoutMs });
  room.leave();
  return outcome;
}

/** Takes room at Heymarket and looks for an effect once, as the runner does. */
export async function lookUp<Name extends ActionName>(
  { actions, destinations }: Outside,
  name: Name,
  sought: Sought<Name>,
): Promise<Sighting | undefined> {
  const action: Action<Name> = actions[name];
  const room = await roomAt(destinations, "heymarket");
  const sighting = await action.lookUp?.(sought);
  room.leave();
  return sighting;
}

/** Those who wait for room, by destinations: these tell only one listener. */
const waiting = new WeakMap<Destinations, (() => void)[]>();

async function roomAt(destinations: Destinations, name: string): Promise<Room> {
  const waiters = waiting.get(destinations) ?? [];
  if (!waiting.has(destinations)) {
    waiting.set(destinations, waiters);
    destinations.onRoom(() => {
      for (const tell of waiters.splice(0)) tell();
    });
  }
  for (;;) {
    const room = destinations.enter(name);
    if (room !== null) return room;
    await new Promise<void>((resolve) => {
      waiters.push(resolve);
    });
  }
}
