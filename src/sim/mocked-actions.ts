import { forEachAction } from "../core/actions/registry.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { TestMock } from "../core/model/rule-test.ts";
import type { Action, ActionRequest, Actions } from "../ports/action.ts";

/** Actions that reach nothing: Heymarket accepts everything, connections answer as the test says, else 200 and `{}`. */
export function createMockedActions(mocks: Readonly<Record<string, TestMock>>): Actions {
  const perform = ({ request }: ActionRequest): Outcome =>
    "connection" in request ? answer(mocks[request.connection]) : done(200, {});
  const mocked: Action = {
    takeSlot: () => Promise.resolve(),
    perform: (attempt) => Promise.resolve(perform(attempt)),
  };
  return forEachAction(() => mocked);
}

/** What a connection that throttles us is taken to ask for. */
const RETRY_AFTER_MS = 5_000;

function answer(mock: TestMock | undefined): Outcome {
  if (mock === undefined) return done(200, { status: 200, json: {}, headers: {} });
  if (mock.fail) {
    const message = "mock: the host cannot be reached";
    return { kind: "not_sent", message, httpStatus: null, requestId: null, retryAfterMs: null, counts: true };
  }
  const { status } = mock;
  const head = { message: `mock: HTTP ${status}`, httpStatus: status, requestId: null };
  if (status >= 200 && status < 300) return done(status, { status, json: mock.json, headers: {} });
  if (status === 408 || status === 425 || status === 429) {
    const retryAfterMs = status === 429 ? RETRY_AFTER_MS : null;
    return { kind: "not_sent", ...head, retryAfterMs, counts: status !== 429 };
  }
  if (status >= 500) return { kind: "unclear", ...head };
  return { kind: "refused", code: `http_${status}`, ...head };
}

function done(httpStatus: number, result: JsonObject): Outcome {
  return { kind: "done", result, httpStatus, requestId: null };
}
