import type { JsonObject } from "../core/base/json.ts";
import { callDedupeKey } from "../core/event/outside/call-event.ts";
import type { Arrival, MadeEvent } from "../core/event/normalise.ts";
import type { Event } from "../core/model/event.ts";
import { CALLBACK_SOURCE, callbackType } from "../core/model/ruleset/rule.ts";
import { keyApart } from "../core/model/source.ts";
import { isCallable } from "../core/run/link/callback.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { LinkCall, LinkState } from "../ports/links.ts";
import type { Acceptance, RunRecord, Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";

/** What becomes of links whose signature is ours. */
export interface LinkCalls {
  readonly look: (link: Link) => Promise<LinkState>;
  /** As of `Links`; `eventId` is given to the event. */
  readonly call: (link: Link, data: JsonObject, eventId?: string) => Promise<LinkCall>;
}

/** Links on a store: what runs say of them, and the way of their calls into the inbox. */
export function createLinkCalls(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly accept: (arrivals: readonly Arrival[]) => Promise<readonly Acceptance[]>;
}): LinkCalls {
  const { store, clock, accept } = parts;

  const stateOf = async (link: Link, given: Given | null): Promise<LinkState> => {
    if (given === null) return "over";
    const { arrival, run, start } = given;
    const key = arrival.dedupe === null ? "" : keyApart(arrival.dedupe.key, { ...start, source: arrival.source });
    if ((await store.knownDedupeKeys([key])).length > 0) return "called";
    // Another run may have gone on with the steps of this one, or one of a newer version of the rule.
    const { rows } = await store.listRuns({ eventId: run.eventId, ruleId: run.ruleId, limit: MOST_RUNS });
    const open = await Promise.all(rows.map((row) => isOpen(row, link)));
    return open.includes(true) ? "open" : "over";
  };

  const isOpen = async ({ run }: RunRecord, { name, item }: Link): Promise<boolean> => {
    const rule = await store.getRule(run.ruleVersion);
    return rule !== null && isCallable(run, rule, { name, item, now: clock.now() });
  };

  const give = async (link: Link, data: JsonObject): Promise<Given | null> => {
    const run = (await store.getRun(link.runId))?.run ?? null;
    const start = run === null ? null : ((await store.getEvent(run.eventId))?.event ?? null);
    return run === null || start === null ? null : { run, start, arrival: arrivalOf(link, data, { run, start }) };
  };

  return {
    look: async (link) => stateOf(link, await give(link, {})),
    call: async (link, data, eventId) => {
      const given = await give(link, data);
      const state = await stateOf(link, given);
      if (given === null || state === "over") return { outcome: "over", eventId: null };
      if (state === "called") return { outcome: "repeated", eventId: null };
      const [acceptance] = await accept([{ ...given.arrival, id: eventId ?? null }]);
      const outcome = acceptance?.outcome === "accepted" ? "accepted" : "repeated";
      return { outcome, eventId: acceptance?.eventId ?? null };
    },
  };
}

/** A run of a rule on an event; how many of them there can be is up to people. */
const MOST_RUNS = 20;

interface Given {
  readonly run: RunRecord["run"];
  /** The event that started it. */
  readonly start: Event;
  readonly arrival: MadeEvent;
}

function arrivalOf({ name, item }: Link, data: JsonObject, { run, start }: Pick<Given, "run" | "start">): MadeEvent {
  const { lane, eventId, ruleId } = run;
  const called = { eventId, ruleId, item };
  const type = callbackType(name);
  const { phone } = start;
  const inboxId = run.inboxId ?? start.inboxId;
  return {
    kind: "made",
    id: null,
    origin: "outside",
    source: CALLBACK_SOURCE,
    dry: start.dry === true,
    type,
    data,
    author: null,
    dedupe: callDedupeKey(type, called),
    call: { called, lane, phone, inboxId },
  };
}
