import { notSent } from "../../../core/model/outcome.ts";
import type { Evidence } from "../../../core/model/outcome.ts";
import type { HeymarketAccess } from "../../../ports/outside/connection.ts";
import type { Clock } from "../../../ports/system.ts";
import type { HttpEnding } from "../../http/exchange/http-ending.ts";
import { wordsFor } from "./skew.ts";

/**
 * The bearer token of one call: signed for it, or the legacy key. Rejects when what signs cannot be loaded. Source:
 * developers.heymarket.com/authentication.
 */
export async function mintToken(credentials: HeymarketAccess["credentials"], clock: Clock): Promise<string> {
  if (credentials.kind === "legacy") return credentials.apiKey;
  const { SignJWT } = await loadSigner();
  const key = new TextEncoder().encode(`${credentials.secretId}||${credentials.secretKey}`);
  return new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(credentials.secretId)
    .setIssuedAt(Math.floor(clock.now() / 1000))
    .sign(key);
}

/** What signs tokens, loaded when it is asked for first. Rejects when its files cannot be opened, and from then on. */
export function loadSigner(): Promise<typeof import("jose")> {
  return import("jose");
}

/** What a 401 comes to, given the answers before it. */
export interface CredentialCheck {
  /** Takes how a call ended that was made at an instant of `performance.now()`; why our credentials are refused, or null. */
  readonly see: (ending: HttpEnding, madeAt: number) => string | null;
  /** The outcome of a call that was answered 401: it was not sent, and does not count as a try. */
  readonly outcomeOf: (answer: Pick<Evidence, "requestId">, madeAt: number) => HttpEnding;
}

/** When a call answered 401 is made again; every call is signed for itself. */
const SIGN_ANEW_AFTER_MS = 1_000;
/** Heymarket is asked so often whether it takes our credentials again. */
const REFUSED_AGAIN_MS = 30_000;
/** A clock that is off by more makes tokens that are refused. */
const REFUSED_SKEW_MS = 60_000;

/**
 * One 401 may be a token that met a clock at odds: the next attempt, which is due soon, signs anew. Another one to a call
 * made after that says that our credentials are refused: then everybody waits, and nothing fails.
 */
export function createCredentialCheck({ skewMs }: { readonly skewMs: () => number | null }): CredentialCheck {
  let refusedAt: number | null = null;
  const isRefusedAgain = (madeAt: number): boolean => refusedAt !== null && madeAt > refusedAt;

  function remedy(): string {
    const skew = skewMs();
    return skew !== null && Math.abs(skew) > REFUSED_SKEW_MS ? `${wordsFor(skew)}, set the clock` : CHECK_CREDENTIALS;
  }

  return {
    see: ({ kind, httpStatus }, madeAt) => {
      if (kind === "answered") refusedAt = null;
      if (httpStatus !== 401) return null;
      const isAgain = isRefusedAgain(madeAt);
      refusedAt ??= performance.now();
      return isAgain ? `it refuses our credentials (401): ${remedy()}` : null;
    },
    outcomeOf: ({ requestId }, madeAt) => {
      const answer = { httpStatus: 401, requestId, counts: false };
      if (!isRefusedAgain(madeAt)) return notSent(REFUSED_ONCE, { ...answer, retryAfterMs: SIGN_ANEW_AFTER_MS });
      const message = `heymarket refused our credentials (401): ${remedy()}; until they are accepted nothing is sent.`;
      return notSent(message, { ...answer, retryAfterMs: REFUSED_AGAIN_MS });
    },
  };
}

const REFUSED_ONCE = "heymarket answered 401; the next attempt is signed anew.";
const CHECK_CREDENTIALS = "check HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY";
