import type { JsonValue } from "../base/json.ts";
import type { RunError } from "./run.ts";

/** How one attempt ended. */
export type Outcome = Done | Refused | NotSent | Unclear;

/** What the remote's answer leaves to show and to look up; both are null when none came. */
export interface Evidence {
  readonly httpStatus: number | null;
  /** The remote's request id, for its support. */
  readonly requestId: string | null;
}

interface Done extends Evidence {
  readonly kind: "done";
  readonly result: JsonValue;
}

/** A definite no: trying again would give the same answer. */
export interface Refused extends Evidence {
  readonly kind: "refused";
  readonly message: string;
  readonly code: RunError["code"];
}

/** Surely not executed: safe to try again. */
interface NotSent extends Evidence {
  readonly kind: "not_sent";
  readonly message: string;
  /** What the remote asked for, milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;
  /** False when the try does not count against the step's attempts (429, destination paused, credentials). */
  readonly counts: boolean;
}

/** It may have been executed. Only actions that may be repeated are tried again. */
interface Unclear extends Evidence {
  readonly kind: "unclear";
  readonly message: string;
}

/** The outcome of an attempt that worked; its result is what `steps.<id>` shows. */
export function done(result: JsonValue, { httpStatus = null, requestId = null }: Partial<Evidence> = {}): Done {
  return { kind: "done", result, httpStatus, requestId };
}

/** The outcome of an attempt that was refused for good; without evidence by ourselves, and nothing was sent. */
export function refused(
  code: Refused["code"],
  message: string,
  { httpStatus = null, requestId = null }: Partial<Evidence> = {},
): Refused {
  return { kind: "refused", code, message, httpStatus, requestId };
}

/** The outcome of an attempt that surely did nothing; unless told otherwise it counts and the remote named no time. */
export function notSent(
  message: string,
  {
    httpStatus = null,
    requestId = null,
    retryAfterMs = null,
    counts = true,
  }: Partial<Omit<NotSent, "kind" | "message">> = {},
): NotSent {
  return { kind: "not_sent", message, httpStatus, requestId, retryAfterMs, counts };
}

/** The outcome of an attempt that may have worked. */
export function unclear(message: string, { httpStatus = null, requestId = null }: Partial<Evidence> = {}): Unclear {
  return { kind: "unclear", message, httpStatus, requestId };
}

/** What a look for an effect saw, of which nobody knows whether it was done. */
export type Sighting =
  | {
      readonly kind: "found";
      /** As the attempt would have given it. */
      readonly result: JsonValue;
      /** False when it may be another one that looks the same. */
      readonly isCertain: boolean;
      /** By what it was found, as the end of a sentence: `by its local_id`. */
      readonly evidence: string;
    }
  | { readonly kind: "absent" }
  | {
      readonly kind: "unreadable";
      /** Why nobody can tell, as a sentence. */
      readonly message: string;
    };

/** What is seen where there is nothing to look at. */
export const NO_RECORDS: Sighting = { kind: "unreadable", message: "there are no records of it to look at" };
