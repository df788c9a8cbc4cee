import { forEachAction } from "../core/actions/registry.ts";
import { done, notSent, refused, unclear } from "../core/model/outcome.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { TestMock } from "../core/model/ruleset/rule-test.ts";
import type { Action, ActionRequest, Destinations, Outside } from "../ports/action.ts";

/** An outside that is not there: Heymarket accepts everything, connections answer as the test says, else 200 and `{}`. */
export function createMockedOutside(mocks: Readonly<Record<string, TestMock>>): Outside {
  const perform = ({ request }: ActionRequest): Outcome =>
    "connection" in request ? answer(mocks[request.connection]) : done({}, { httpStatus: 200 });
  const mocked: Action = { perform: (attempt) => Promise.resolve(perform(attempt)) };
  return { actions: forEachAction(() => mocked), destinations: WITHOUT_LIMIT };
}

const WITHOUT_LIMIT: Destinations = {
  roomAt: () => Number.POSITIVE_INFINITY,
  enter: () => ({ leave: () => undefined, turnBack: () => undefined }),
  onRoom: () => undefined,
};

/** What a connection that throttles us is taken to ask for. */
const RETRY_AFTER_MS = 5_000;

function answer(mock: TestMock | undefined): Outcome {
  if (mock === undefined) return done({ status: 200, json: {}, headers: {} }, { httpStatus: 200 });
  if (mock.fail) return notSent("mock: the host cannot be reached");
  const { status } = mock;
  const message = `mock: HTTP ${status}`;
  const evidence = { httpStatus: status };
  if (status >= 200 && status < 300) return done({ status, json: mock.json, headers: {} }, evidence);
  if (status === 408 || status === 425 || status === 429) {
    const retryAfterMs = status === 429 ? RETRY_AFTER_MS : null;
    return notSent(message, { ...evidence, retryAfterMs, counts: status !== 429 });
  }
  if (status >= 500) return unclear(message, evidence);
  return refused(`http_${status}`, message, evidence);
}
