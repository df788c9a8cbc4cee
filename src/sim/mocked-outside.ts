import { isJsonObject, ownValue } from "../core/base/json.ts";
import { forEachAction } from "../core/actions/registry.ts";
import { failureOf } from "../core/actions/remote/failure.ts";
import { requestProblem } from "../core/actions/remote/request-problem.ts";
import { done, notSent, refused } from "../core/model/outcome.ts";
import type { Outcome } from "../core/model/outcome.ts";
import type { ActionName, EffectRequest } from "../core/model/ruleset/action.ts";
import { nextMock } from "../core/model/ruleset/rule-test.ts";
import type { TestMock, TestMocks } from "../core/model/ruleset/rule-test.ts";
import type { Action, ActionRequest, Destinations, Outside } from "../ports/outside/action.ts";

/** An outside that is not there: Heymarket accepts everything, connections answer as the test says, else 200 and `{}`, and are not called where the engine would not. */
export function createMockedOutside(mocks: TestMocks): Outside {
  const given = new Set<TestMock>();
  const mockOf = (connection: string, request: EffectRequest): TestMock | null => {
    const mock = nextMock(ownMocks(mocks, connection), asked(request), given);
    if (mock !== null) given.add(mock);
    return mock;
  };
  const perform = (name: ActionName, { request }: ActionRequest): Outcome => {
    if (!("connection" in request)) return done({}, { httpStatus: 200 });
    const problem = "method" in request ? requestProblem(request) : null;
    if (problem !== null) return refused("invalid_request", `${request.connection} was not called: ${problem}.`);
    const outcome = answer(request.connection, mockOf(request.connection, request));
    return name === "crm" ? changeOf(outcome) : outcome;
  };
  const mocked = (name: ActionName): Action => ({ perform: (attempt) => Promise.resolve(perform(name, attempt)) });
  return { actions: forEachAction(mocked), destinations: WITHOUT_LIMIT };
}

function ownMocks(mocks: TestMocks, connection: string): TestMock | readonly TestMock[] {
  return Object.hasOwn(mocks, connection) ? (mocks[connection] ?? []) : [];
}

/** What a mock goes by: only `http` says where at a connection it goes. */
function asked(request: EffectRequest): { readonly method: string | null; readonly path: string | null } {
  return "method" in request ? { method: request.method, path: request.path } : { method: null, path: null };
}

const WITHOUT_LIMIT: Destinations = {
  roomAt: () => Number.POSITIVE_INFINITY,
  enter: () => ({ leave: () => undefined, turnBack: () => undefined }),
  onRoom: () => undefined,
};

/** What a change in a CRM comes to: what the mock says of it in `json`, else one record that was there. */
function changeOf(outcome: Outcome): Outcome {
  if (outcome.kind !== "done") return outcome;
  const said = ownValue(outcome.result, "json");
  return { ...outcome, result: { matched: 1, created: false, ids: ["1"], ...(isJsonObject(said) ? said : {}) } };
}

function answer(name: string, mock: TestMock | null): Outcome {
  if (mock === null) return done({ status: 200, json: {}, headers: {} }, { httpStatus: 200 });
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
