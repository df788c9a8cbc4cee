import type { JsonValue } from "../base/json.ts";
import type { RunError } from "./run.ts";

/** How one attempt ended. */
export type Outcome =
  | {
      readonly kind: "done";
      readonly result: JsonValue;
      readonly httpStatus: number | null;
      readonly requestId: string | null;
    }
  | {
      /** A definite no: trying again would give the same answer. */
      readonly kind: "refused";
      readonly message: string;
      readonly code: RunError["code"];
      readonly httpStatus: number | null;
      readonly requestId: string | null;
    }
  | {
      /** Surely not executed: safe to try again. */
      readonly kind: "not_sent";
      readonly message: string;
      readonly httpStatus: number | null;
      readonly requestId: string | null;
      /** What the remote asked for, milliseconds; null when it said nothing. */
      readonly retryAfterMs: number | null;
      /** False when the try does not count against the step's attempts (429, destination paused, credentials). */
      readonly counts: boolean;
    }
  | {
      /** It may have been executed. Only actions that may be repeated are tried again. */
      readonly kind: "unclear";
      readonly message: string;
      readonly httpStatus: number | null;
      readonly requestId: string | null;
    };
