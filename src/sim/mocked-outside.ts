import { forEachAction } from "../core/actions/registry.ts";
import { failureOf } from "../core/actions/remote/failure.ts";
import { done, notSent } from "../core/model/outcome.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { TestMock } from "../core/model/ruleset/rule-test.ts";
import type { Action, ActionRequest, Destinations, Outside } from "../ports/action.ts";

/** An outside that is not there: Heymarket accepts everything, connections answer as the test says, else 200 and `{}`. */
export function createMockedOutside(mocks: Readonly<Record<string, TestMock>>): Outside {
  const perform = ({ request }: ActionRequest): Outcome =>
    "connection" in request ? answer(request.connection, mocks[request.connection]) : done({}, { httpStatus: 200 });
  const mocked: Action = { perform: (attempt) => Promise.resolve(perform(attempt)) };
  return { actions: forEachAction(() => mocked), destinations: WITHOUT_LIMIT };
}

const WITHOUT_LIMIT: Destinations = {
  roomAt: () => Number.POSITIVE_INFINITY,
  enter: () => ({ leave: () => undefined, turnBack: () => undefined }),
  onRoom: () => undefined,
};

function answer(name: string, mock: TestMock | undefined): Outcome {
  if (mock === undefined) return done({ status: 200, json: {}, headers: {} }, { httpStatus: 200 });
  if (mock.fail) return notSent("mock: the host cannot be reached");
  const { status, json } = mock;
  if (status >= 200 && status < 300) return done({ status, json, headers: {} }, { httpStatus: status });
  const headers = {};
  return failureOf({
    name,
    status,
    json,
    headers,
    requestId: null,
    text: "",
    isJson: true,
    secrets: [],
    retryAfterMs: null,
  });
}
