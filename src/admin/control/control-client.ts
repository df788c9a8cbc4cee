import { got } from "got";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { ErrorCode } from "../../core/base/errors.ts";
import type { OperationReport, Operator } from "../../ports/operator.ts";
import { LOGIN_LINKS_PATH, OPERATIONS_PATH, STATUS_OF_REFUSAL } from "./control-protocol.ts";

/** Where a running engine takes operations. */
export interface ControlAddress {
  /** Without path. */
  readonly url: string;
  readonly token: string;
  /** Process id of the engine. */
  readonly pid: number;
}

/** An operation over thousands of runs takes its time. */
const TIMEOUT_MS = 600_000;
/** An engine that works says so at once, however much it has to do. */
const AWAKE_MS = 15_000;

/** What a command of the same machine may ask of a running engine. */
export interface RemoteEngine extends Operator {
  /** An address that lets its reader into the dashboard once. */
  loginUrl(): Promise<string>;
}

/** A running engine. What is asked of it rejects with the engine's own refusal, REMOTE_REFUSED or REMOTE_UNREACHABLE. */
export function createRemoteEngine(
  address: ControlAddress,
  version: string,
  { awakeMs = AWAKE_MS }: { readonly awakeMs?: number } = {},
): RemoteEngine {
  const ask = async (path: string, body: object): Promise<unknown> => {
    await makeSureItIsAwake(address, awakeMs);
    return answerOf(address, path, body);
  };
  return {
    operate: async (request) => (await ask(OPERATIONS_PATH, { ...request, version })) as OperationReport,
    loginUrl: async () => ((await ask(LOGIN_LINKS_PATH, {})) as { readonly url: string }).url,
  };
}

/** A process that was stopped, or hangs, takes connections and answers none: whatever it answers to a plain look shows that it does. */
async function makeSureItIsAwake({ url, pid }: ControlAddress, awakeMs: number): Promise<void> {
  await got
    .get(url, { throwHttpErrors: false, retry: { limit: 0 }, timeout: { request: awakeMs } })
    .catch((error: unknown) => {
      const message = `The engine that has the store open (process ${pid}) does not answer: ${messageOf(error)}. Nothing was done: look into its log, or end it, and run this again.`;
      throw new EngineError("REMOTE_UNREACHABLE", message, { cause: error });
    });
}

async function answerOf({ url, token }: ControlAddress, path: string, body: object): Promise<unknown> {
  const response = await got
    .post(`${url}${path}`, {
      json: body,
      headers: { authorization: `Bearer ${token}` },
      responseType: "json",
      throwHttpErrors: false,
      retry: { limit: 0 },
      timeout: { request: TIMEOUT_MS },
    })
    .catch((error: unknown) => {
      const message = `The engine that has the store open does not answer at ${url}: ${messageOf(error)}. Some may be done: heyrules audit ls says what.`;
      throw new EngineError("REMOTE_UNREACHABLE", message, { cause: error });
    });
  if (response.statusCode === 200) return response.body;
  if (response.statusCode === STATUS_OF_REFUSAL) {
    const { code, message } = response.body as { readonly code: ErrorCode; readonly message: string };
    throw new EngineError(code, message);
  }
  const why = response.statusCode === 401 ? ": it does not know the token that stands beside the store" : "";
  throw new EngineError("REMOTE_REFUSED", `The engine at ${url} answered ${response.statusCode}${why}.`);
}
