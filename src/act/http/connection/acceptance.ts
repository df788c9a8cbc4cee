import type { HttpEnding } from "../exchange/http-ending.ts";

/** What a call answered 401 says: little yet; that the remote refuses us; that it does so at this address alone. */
type Refusal = "doubted" | "refused" | "only_here";

/** Whether a remote takes our credentials, told by how calls end. */
export interface Acceptance {
  /** Takes how a call ended that was made at an instant of `performance.now()`; true when it is refused for sure. */
  see(ending: HttpEnding, madeAt: number): boolean;
  /** What a call says that was made then and answered 401, when it was seen. */
  refusalOf(madeAt: number): Refusal;
}

/** A remote that refuses us is asked so often whether it takes us again; milliseconds. */
export const REFUSED_AGAIN_MS = 30_000;
/** So long after the first 401 a call is tried again; milliseconds. */
export const DOUBTED_AGAIN_MS = 1_000;
/** A 401 so long after the last one has nothing to do with it. */
const FORGOTTEN_AFTER_MS = 2 * REFUSED_AGAIN_MS;

/**
 * One 401 may have met a clock at odds, a token that just ran out, or one server of several that was behind. A second one, to
 * a call made after the first answer, is about our credentials: then everybody waits, and nothing fails.
 *
 *   accepted -> doubted   a call is answered 401
 *   doubted  -> accepted  a call is answered otherwise
 *   doubted  -> refused   a call made since is answered 401: everybody waits, an alarm is raised
 *   refused  -> accepted  a call that looks, every 30 s, is answered otherwise
 *
 * A remote that answers 401 again, and took us at another address in between, has nothing against our credentials: that is its answer
 * to this call.
 */
export function createAcceptance(): Acceptance {
  let refusedAt: number | null = null;
  let acceptedAt = Number.NEGATIVE_INFINITY;
  /** The first and the newest of those that came one after the other, whatever was answered in between. */
  let series: { readonly from: number; readonly to: number } | null = null;

  return {
    refusalOf: (madeAt) => {
      if (series === null || madeAt <= series.from) return "doubted";
      return acceptedAt > series.from ? "only_here" : "refused";
    },
    see: ({ kind, httpStatus }, madeAt) => {
      const now = performance.now();
      if (httpStatus === 401) {
        const from = series !== null && now - series.to < FORGOTTEN_AFTER_MS ? series.from : now;
        series = { from, to: now };
        const isAgain = refusedAt !== null && madeAt > refusedAt;
        refusedAt ??= now;
        return isAgain;
      }
      // A gateway in front of it says nothing of what it thinks of us.
      if (httpStatus !== null && (kind === "answered" || kind === "refused")) {
        refusedAt = null;
        acceptedAt = now;
      }
      return false;
    },
  };
}
