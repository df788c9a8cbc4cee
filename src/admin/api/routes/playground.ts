import { EngineError } from "../../../core/base/errors.ts";
import { parseInstant } from "../../../core/time/calendar.ts";
import type { Draft } from "../../../show/views/playground/draft.ts";
import { backtestJson, trialJson } from "../../../show/views/playground/playground-json.ts";
import type { BacktestJob } from "../../playground/backtests.ts";
import type { TriedEvent } from "../../playground/playground.ts";
import { logTried, requireOperateFor } from "../../playground/playground.ts";
import { givenText, idParameter } from "../parameters.ts";
import type { ApiRequest, Route } from "../route.ts";
import { named } from "../schema.ts";

const EXAMPLE_DRAFT = {
  yaml: 'version: 1\nrules:\n  prices:\n    on: message_recieved\n    if: { text: { words: [price] } }\n    do:\n      - send_message: { purpose: reply, text: "See our list." }\n',
  file: null,
};

/** What can be tried. It changes nothing, but what customers wrote is for tokens that may operate. */
export const PLAYGROUND_ROUTES: readonly Route[] = [
  {
    method: "post",
    path: "/trials",
    operationId: "tryDraft",
    tag: "playground",
    summary: "Try a draft of rules on one event, dry",
    description:
      "It runs with the configuration and the other rules in force, on a virtual clock, within 15 seconds. A stored event takes a token that may operate.",
    role: "read",
    parameters: [],
    body: "TrialRequest",
    example: { draft: EXAMPLE_DRAFT, example: { type: "message_recieved", text: "What is the price?" } },
    answer: named("Trial"),
    refuses: ["USAGE", "NOT_FOUND"],
    handle: async ({ parts, visitor, body }) => {
      const { draft, ...rest } = body as TrialRequest;
      const event = triedEvent(rest);
      requireOperateFor(event, visitor);
      const trial = await parts.playground.tryDraft(draft, event);
      logTried(parts.logger, event, visitor);
      return trialJson(trial);
    },
  },
  {
    method: "post",
    path: "/backtests",
    operationId: "beginBacktest",
    tag: "playground",
    summary: "Begin to run a draft of rules over stored events, dry",
    description:
      "An engine runs one at a time: one of the same login that is under way is ended, and while somebody else's is, it is refused. Ask for it every few seconds.",
    role: "operate",
    parameters: [],
    body: "BacktestRequest",
    example: { draft: EXAMPLE_DRAFT, days: 7, events: 1_000 },
    answer: named("Backtest"),
    refuses: ["USAGE"],
    handle: ({ parts, visitor, body }) => {
      const { draft, days, events } = body as BacktestRequest;
      return Promise.resolve(jobJson(parts.backtests.begin(draft, { days, events }, visitor)));
    },
  },
  {
    method: "get",
    path: "/backtests/{id}",
    operationId: "getBacktest",
    tag: "playground",
    summary: "How far a backtest is, or what it came to",
    role: "operate",
    parameters: [idParameter("backtest")],
    answer: named("Backtest"),
    refuses: ["NOT_FOUND"],
    handle: (request) => Promise.resolve(jobJson(jobOf(request))),
  },
  {
    method: "post",
    path: "/backtests/{id}/cancel",
    operationId: "cancelBacktest",
    tag: "playground",
    summary: "Cancel a backtest",
    role: "operate",
    parameters: [idParameter("backtest")],
    answer: named("Backtest"),
    refuses: ["NOT_FOUND"],
    handle: (request) => {
      const job = jobOf(request);
      request.parts.backtests.cancel(job.id);
      return Promise.resolve(jobJson(jobOf(request)));
    },
  },
];

interface TrialRequest {
  readonly draft: Draft;
  readonly eventId?: string;
  readonly example?: { readonly type: string; readonly text: string };
  readonly event?: object;
  readonly at?: string;
}

interface BacktestRequest {
  readonly draft: Draft;
  readonly days: number;
  readonly events: number;
}

function triedEvent({ eventId, example, event, at: written }: Omit<TrialRequest, "draft">): TriedEvent {
  const given = [eventId, example, event].filter((one) => one !== undefined);
  if (given.length !== 1) throw new EngineError("USAGE", "Give one of eventId, example and event in the body.");
  const at = written === undefined ? null : parseInstant(written);
  if (written !== undefined && at === null)
    throw new EngineError("USAGE", "at in the body must be an instant with its zone, such as 2026-03-10T09:00:00Z.");
  if (eventId !== undefined) return { kind: "stored", id: eventId };
  return example === undefined
    ? { kind: "pasted", json: JSON.stringify(event), at }
    : { kind: "example", ...example, at };
}

/** @throws EngineError NOT_FOUND for one that is not remembered. */
function jobOf({ parts, given }: ApiRequest): BacktestJob {
  const id = givenText(given, "id") ?? "";
  const job = parts.backtests.find(id);
  if (job === null)
    throw new EngineError("NOT_FOUND", `There is no backtest "${id}", or it is not remembered any more.`);
  return job;
}

function jobJson({ id, state }: BacktestJob): object {
  const nothing = { done: 0, total: 0, problem: null, draft: null, result: null };
  switch (state.kind) {
    case "under way":
      return { ...nothing, id, state: state.kind, done: state.done, total: state.total };
    case "cancelled":
      return { ...nothing, id, state: state.kind };
    case "failed":
      return { ...nothing, id, state: state.kind, problem: state.problem };
    case "ended":
      return { ...nothing, id, state: state.kind, ...backtestJson(state.view) };
  }
}
