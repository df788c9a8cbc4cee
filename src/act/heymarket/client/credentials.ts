import { notSent } from "../../../core/model/outcome.ts";
import type { Evidence } from "../../../core/model/outcome.ts";
import type { HeymarketAccess } from "../../../ports/outside/connection.ts";
import type { Clock } from "../../../ports/system.ts";
import { createAcceptance, DOUBTED_AGAIN_MS, REFUSED_AGAIN_MS } from "../../http/connection/acceptance.ts";
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

/** A clock that is off by more makes tokens that are refused. */
const REFUSED_SKEW_MS = 60_000;

/**
 * A call answered 401 is not sent: every call is signed for itself, and the next attempt, which is due soon, signs anew.
 */
export function createCredentialCheck({ skewMs }: { readonly skewMs: () => number | null }): CredentialCheck {
  const acceptance = createAcceptance();

  function remedy(): string {
    const skew = skewMs();
    return skew !== null && Math.abs(skew) > REFUSED_SKEW_MS ? `${wordsFor(skew)}, set the clock` : CHECK_CREDENTIALS;
  }

  return {
    see: (ending, madeAt) => (acceptance.see(ending, madeAt) ? `it refuses our credentials (401): ${remedy()}` : null),
    outcomeOf: ({ requestId }, madeAt) => {
      const answer = { httpStatus: 401, requestId, counts: false };
      if (acceptance.refusalOf(madeAt) === "doubted")
        return notSent(REFUSED_ONCE, { ...answer, retryAfterMs: DOUBTED_AGAIN_MS });
      const message = `heymarket refused our credentials (401): ${remedy()}; until they are accepted nothing is sent.`;
      return notSent(message, { ...answer, retryAfterMs: REFUSED_AGAIN_MS });
    },
  };
}

const REFUSED_ONCE = "heymarket answered 401; the next attempt is signed anew.";
const CHECK_CREDENTIALS = "check HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY";
