import type { JsonValue } from "../core/base/json.ts";
import type { TestMocks } from "../core/model/ruleset/rule-test.ts";
import type { Answer, Endpoint, FakeRequest } from "./answer.ts";
import { refusal } from "./answer.ts";
import { createBoundedList } from "./bounded.ts";
import { createIdempotentAnswers } from "./crm/idempotency.ts";
import { createRecord, patchRecord, postSlack, postTeams, putConsent, storeAnything } from "./crm/records.ts";
import type { Records } from "./crm/records.ts";
import type { Exchange } from "./exchange.ts";
import { createMockedAnswers } from "./mocks.ts";
import { startSandboxServer } from "./server.ts";
import type { ListenOptions, Method, SandboxServer } from "./server.ts";

/** What a fake CRM is to be. */
export interface FakeCrmOptions extends ListenOptions {
  /** Bearer token every connection but `slack` and `teams` must show; without it anyone may call. */
  readonly token?: string;
}

/** Something a request changed; a repeat under the same `Idempotency-Key` is not another one. */
export interface CrmEffect {
  /** First part of the path. */
  readonly connection: string;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string | null;
  /** JSON as sent; other bodies as text. */
  readonly body: JsonValue;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A fake CRM, which stands for any HTTP connection: each has its own first part of the path. */
export interface FakeCrm extends SandboxServer {
  /** Every request, refused and repeated ones too, oldest first; the same as `requests`. */
  received(): readonly Exchange[];
  /** Oldest first; the newest 10,000. */
  effects(): readonly CrmEffect[];
  /** Lets connections, by name, answer as in a rule test; what they are sent then changes nothing. Takes the place of earlier ones. */
  mock(mocks: TestMocks): void;
}

/**
 * Starts a server that stands for the CRM, Slack, Teams and any other HTTP connection, as `<url>/<connection>`. Other processes
 * may call `/_sandbox/state` and `/_sandbox/script`.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakeCrm(options: FakeCrmOptions = {}): Promise<FakeCrm> {
  const { token = null, now = Date.now } = options;
  const records: Records = new Map();
  const effects = createBoundedList<CrmEffect>();
  const answers = createIdempotentAnswers();
  const mocked = createMockedAnswers();
  const once =
    (act: (request: FakeRequest) => Answer): Endpoint =>
    (request) => {
      const connection = request.path.split("/")[1] ?? "";
      checkToken(request, CHATS.includes(connection) ? null : token);
      if (request.method === "GET" || request.method === "HEAD") return act(request);
      const first = answers.find(connection, request);
      if (first !== null) return first;
      const answer = act(request);
      if (answer.status < 300) {
        answers.remember(connection, request, answer);
        effects.add(effectOf(connection, request, now()));
      }
      return answer;
    };

  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        const route = (method: Method, path: string, act: (records: Records, request: FakeRequest) => Answer): void => {
          add(
            method,
            path,
            once((request) => act(records, request)),
          );
        };
        add("all", "/slack{/*path}", once(postSlack));
        add("all", "/teams{/*path}", once(postTeams));
        route("post", "/:connection/contacts", createRecord);
        route("put", "/:connection/contacts/by-phone/:phone/sms-consent", putConsent);
        route("patch", "/:connection/contacts/:id", patchRecord);
        route("all", "/{*path}", storeAnything);
      },
      state: () => ({ effects: effects.items(), records: Object.fromEntries(records) }),
      clear: () => {
        records.clear();
        effects.clear();
        answers.clear();
      },
      behave: ({ method, path }) => {
        const name = path.split("/")[1] ?? "";
        return mocked.behave(name, { method, path: path.slice(name.length + 1) }) ?? {};
      },
      controls: {},
    },
    options,
  );
  return {
    ...server,
    received: () => server.requests(),
    effects: () => effects.items(),
    mock: mocked.replace,
  };
}

/** Connections whose address is the secret. */
const CHATS = ["slack", "teams"];

function checkToken(request: FakeRequest, token: string | null): void {
  if (token === null || request.headers.authorization === `Bearer ${token}`) return;
  throw refusal(401, "unauthorized", "the bearer token is missing or wrong");
}

function effectOf(connection: string, request: FakeRequest, at: number): CrmEffect {
  const key = request.headers["idempotency-key"];
  return {
    connection,
    method: request.method,
    path: request.path,
    idempotencyKey: typeof key === "string" ? key : null,
    body: request.json === undefined ? request.text : request.json,
    at,
  };
}
