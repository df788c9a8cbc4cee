import { randomUUID } from "node:crypto";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { Logger } from "../../ports/system.ts";
import type { BacktestView } from "../../show/views/playground/backtest.ts";
import type { Draft } from "../../show/views/playground/draft.ts";
import type { Visitor } from "../door/sessions.ts";
import type { BacktestAsked, Playground } from "./playground.ts";

/** A backtest that is under way, or was. */
export interface BacktestJob {
  readonly id: string;
  readonly draft: Draft;
  readonly asked: BacktestAsked;
  readonly state: BacktestState;
}

/** under way -> ended | cancelled | failed. A total of 0: how many there are is not known yet. */
export type BacktestState =
  | { readonly kind: "under way"; readonly done: number; readonly total: number }
  | { readonly kind: "ended"; readonly view: BacktestView }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly problem: string };

/** Backtests of an engine: one at a time. */
export interface Backtests {
  /** Begins one. One of the same login that is under way is ended. @throws EngineError USAGE while somebody else's is. */
  begin(draft: Draft, asked: BacktestAsked, by: Visitor): BacktestJob;
  /** Null for one that is forgotten. Whoever asks waits for it: one for which nobody waits is ended. */
  find(id: string): BacktestJob | null;
  cancel(id: string): void;
}

/** More are forgotten, the oldest first. */
const REMEMBERED = 10;
/** So long nobody may ask for one that is under way before it is ended. */
const FORSAKEN_MS = 30_000;

interface Entry extends BacktestJob {
  state: BacktestState;
  readonly by: string;
  readonly name: string;
  readonly abort: AbortController;
  askedAt: number;
}

/** No backtests yet. */
export function createBacktests({
  playground,
  monotonicMs,
  logger,
}: {
  readonly playground: Pick<Playground, "backtest">;
  /** Hears who ran a draft over how many stored events, and none of their words. */
  readonly logger: Logger;
  readonly monotonicMs: () => number;
}): Backtests {
  const jobs = new Map<string, Entry>();
  const endForsaken = (): void => {
    for (const entry of jobs.values()) if (monotonicMs() - entry.askedAt > FORSAKEN_MS) end(entry);
  };
  const carryOut = async (entry: Entry): Promise<void> => {
    const watch = setInterval(endForsaken, FORSAKEN_MS / 10);
    watch.unref();
    try {
      const view = await playground.backtest(entry.draft, entry.asked, {
        signal: entry.abort.signal,
        told: (done, total) => {
          settle(entry, { kind: "under way", done, total });
        },
      });
      settle(entry, { kind: "ended", view });
    } catch (error) {
      settle(entry, { kind: "failed", problem: messageOf(error) });
    } finally {
      clearInterval(watch);
      logger.info(toldOf(entry), "a draft was run over stored events");
    }
  };
  return {
    begin: (draft, asked, { name, formToken }) => {
      // Two people may give the same name; callers of the API have no session.
      const by = formToken ?? name;
      endForsaken();
      const underWay = [...jobs.values()].find(({ state }) => state.kind === "under way");
      if (underWay !== undefined && underWay.by !== by) throw new EngineError("USAGE", OCCUPIED);
      if (underWay !== undefined) end(underWay);
      const state: BacktestState = { kind: "under way", done: 0, total: 0 };
      const id = randomUUID();
      const entry: Entry = { id, draft, asked, by, name, state, abort: new AbortController(), askedAt: monotonicMs() };
      jobs.set(id, entry);
      const [oldest] = jobs.keys();
      if (jobs.size > REMEMBERED && oldest !== undefined) jobs.delete(oldest);
      void carryOut(entry);
      return entry;
    },
    find: (id) => {
      const entry = jobs.get(id) ?? null;
      if (entry !== null) entry.askedAt = monotonicMs();
      return entry;
    },
    cancel: (id) => {
      const entry = jobs.get(id);
      if (entry !== undefined) end(entry);
    },
  };
}

function end(entry: Entry): void {
  if (entry.state.kind !== "under way") return;
  entry.state = { kind: "cancelled" };
  entry.abort.abort();
}

function toldOf({ id, name, asked, state }: Entry): JsonObject {
  const events = state.kind === "ended" ? (state.view.result?.events ?? 0) : null;
  return { backtest: id, by: name, days: asked.days, most: asked.events, state: state.kind, events };
}

/** What was cancelled stays so, whatever still comes of it. */
function settle(entry: Entry, state: BacktestState): void {
  if (entry.state.kind === "under way") entry.state = state;
}

const OCCUPIED =
  "Somebody else's backtest is under way, and an engine runs one at a time: wait until it has ended, or ask them to cancel it.";
