import { nextMock } from "../core/model/ruleset/rule-test.ts";
import type { TestMock, TestMocks } from "../core/model/ruleset/rule-test.ts";
import type { Behaviour, ScriptedRequest } from "./script.ts";

/** What connections answer in place of a fake: as `mocks` of a rule test, or nothing. */
export interface MockedAnswers {
  /** How a connection behaves; null when it is not mocked. `path` is below its address. */
  readonly behave: (connection: string, request: ScriptedRequest) => Behaviour | null;
  /**
   * How the fake of a vendor behaves; null when it answers itself, also where a mock without `path` tells of success: that is the
   * result of a whole `crm` step, which no single answer of a vendor is.
   */
  readonly behaveAsVendor: (connection: string, request: ScriptedRequest) => Behaviour | null;
  /** Takes the place of earlier ones. */
  readonly replace: (mocks: TestMocks) => void;
}

/** Answers of connections by name; none at first. */
export function createMockedAnswers(): MockedAnswers {
  let mocks: TestMocks = {};
  let given = new Set<TestMock>();
  const next = (connection: string, request: ScriptedRequest): TestMock | null => {
    const answers = Object.hasOwn(mocks, connection) ? (mocks[connection] ?? []) : [];
    const mock = nextMock(answers, request, given);
    if (mock !== null) given.add(mock);
    return mock;
  };
  return {
    behave: (connection, request) => {
      const mock = next(connection, request);
      return mock === null ? null : behaviourOf(mock);
    },
    behaveAsVendor: (connection, request) => {
      const mock = next(connection, request);
      return mock === null || isResultOfStep(mock) ? null : behaviourOf(mock);
    },
    replace: (others) => {
      mocks = others;
      given = new Set();
    },
  };
}

function behaviourOf({ status, json, fail }: TestMock): Behaviour {
  return fail ? { reset: "before" } : { status, body: json };
}

function isResultOfStep({ status, path, fail }: TestMock): boolean {
  return !fail && path === undefined && status >= 200 && status < 300;
}
