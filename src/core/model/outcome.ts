import type { JsonValue } from "../base/json.ts";
import type { Answer, RunError } from "./run/answer.ts";

/** How one attempt ended. */
export type Outcome = Done | Refused | NotSent | Unclear;

/** What the remote's answer leaves to show and to look up; both are null when none came. */
export interface Evidence {
  readonly httpStatus: number | null;
  /** The remote's request id, for its support. */
  readonly requestId: string | null;
}

/** What is known of an attempt that did not work. */
interface Failed extends Evidence {
  readonly message: string;
  /** Absent when no whole answer came. */
  readonly answer?: Answer;
}

/** What a failed attempt leaves; what is undefined is not known. */
type FailedEvidence = Partial<Evidence> & { readonly answer?: Answer | undefined };

interface Done extends Evidence {
  readonly kind: "done";
  readonly result: JsonValue;
}

/** A definite no: trying again would give the same answer. */
export interface Refused extends Failed {
  readonly kind: "refused";
  readonly code: RunError["code"];
}

/** Surely not executed: safe to try again. */
interface NotSent extends Failed {
  readonly kind: "not_sent";
  /** What the remote asked for, milliseconds; null when it said nothing. */
  readonly retryAfterMs: number | null;
  /** False when the try does not count against the step's attempts (429, destination paused, credentials). */
  readonly counts: boolean;
}

/** It may have been executed. Only actions that may be repeated are tried again. */
interface Unclear extends Failed {
  readonly kind: "unclear";
}

/** The outcome of an attempt that worked; its result is what `steps.<id>` shows. */
export function done(result: JsonValue, { httpStatus = null, requestId = null }: Partial<Evidence> = {}): Done {
  return { kind: "done", result, httpStatus, requestId };
}

/** The outcome of an attempt that was refused for good; without evidence by ourselves, and nothing was sent. */
export function refused(
  code: Refused["code"],
  message: string,
  { httpStatus = null, requestId = null, answer }: FailedEvidence = {},
): Refused {
  return { kind: "refused", code, message, httpStatus, requestId, ...(answer === undefined ? {} : { answer }) };
}

/** The outcome of an attempt that surely did nothing; unless told otherwise it counts and the remote named no time. */
export function notSent(
  message: string,
  {
    httpStatus = null,
    requestId = null,
    retryAfterMs = null,
    counts = true,
    answer,
  }: FailedEvidence & Partial<Pick<NotSent, "retryAfterMs" | "counts">> = {},
): NotSent {
  const failed = answer === undefined ? {} : { answer };
  return { kind: "not_sent", message, httpStatus, requestId, retryAfterMs, counts, ...failed };
}

/** The outcome of an attempt that may have worked. */
export function unclear(
  message: string,
  { httpStatus = null, requestId = null, answer }: FailedEvidence = {},
): Unclear {
  return { kind: "unclear", message, httpStatus, requestId, ...(answer === undefined ? {} : { answer }) };
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
