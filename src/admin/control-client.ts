import { got } from "got";
import { EngineError, messageOf } from "../core/base/errors.ts";
import type { ErrorCode } from "../core/base/errors.ts";
import type { OperationReport, Operator } from "../ports/operator.ts";
import { OPERATIONS_PATH, STATUS_OF_REFUSAL } from "./control-protocol.ts";

/** Where a running engine takes operations. */
export interface ControlAddress {
  /** Without path. */
  readonly url: string;
  readonly token: string;
}

/** An operation over thousands of runs takes its time. */
const TIMEOUT_MS = 600_000;

/** The operator of a running engine. It rejects with the engine's own refusal, or REMOTE_UNREACHABLE. */
export function createRemoteOperator({ url, token }: ControlAddress, version: string): Operator {
  return {
    operate: async (request) => {
      const response = await got
        .post(`${url}${OPERATIONS_PATH}`, {
          json: { ...request, version },
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
      if (response.statusCode === 200) return response.body as OperationReport;
      if (response.statusCode === STATUS_OF_REFUSAL) {
        const { code, message } = response.body as { readonly code: ErrorCode; readonly message: string };
        throw new EngineError(code, message);
      }
      const why = response.statusCode === 401 ? ": it does not know the token that stands beside the store" : "";
      throw new EngineError("REMOTE_REFUSED", `The engine at ${url} answered ${response.statusCode}${why}.`);
    },
  };
}
