import { notSent } from "../../../core/model/outcome.ts";
import type { Refused } from "../../../core/model/outcome.ts";
import type { Connection, OauthClient } from "../../../ports/outside/connection.ts";
import { createAcceptance, REFUSED_AGAIN_MS } from "./acceptance.ts";
import { tokenHeaders } from "./authorization.ts";
import { createHttpClient } from "../http-client.ts";
import type { Authorization, HttpClient, HttpClientOptions } from "../http-client.ts";
import type { HttpEnding } from "../exchange/http-ending.ts";
import { createTokens } from "./oauth-tokens.ts";

/** A destination whose calls are authorized by tokens that are fetched. */
interface OauthOptions extends Omit<HttpClientOptions, "authorize" | "shutOutBy"> {
  readonly oauth: OauthClient;
  readonly connectionKind: Connection["kind"];
}

/**
 * A client that fetches tokens when they are needed. A call answered 401 is made once more with a new token; when that is
 * refused too, or no token is given out, the destination is left alone and nothing fails: somebody has to look.
 */
export function createOauthClient({ oauth, connectionKind, ...options }: OauthOptions): HttpClient {
  const { name } = options;
  const tokens = createTokens(oauth, options);
  const acceptance = createAcceptance();
  /** The token of the call that was made last, which is the one a 401 is about unless several are under way. */
  let shown: string | null = null;

  async function authorize(): Promise<Authorization> {
    const token = await tokens.take();
    if (!token.ok) return { ending: token.ending };
    shown = token.value;
    return { headers: tokenHeaders(token.value, connectionKind) };
  }

  function shutOutBy(ending: HttpEnding, madeAt: number): string | null {
    const problem = tokens.refusal();
    if (problem !== null) return problem;
    const isRefused = acceptance.see(ending, madeAt);
    return isRefused ? `it refuses the tokens that ${hostOf(oauth.tokenUrl)} gives us (401)` : null;
  }

  const client = createHttpClient({ ...options, authorize, shutOutBy });
  return {
    ...client,
    async send(request) {
      const startedAt = performance.now();
      const first = await client.send(request);
      if (first.kind !== "refused" || first.httpStatus !== 401) return first;
      if (shown !== null) tokens.forget(shown);
      const leftMs = Math.floor(request.timeoutMs - (performance.now() - startedAt));
      const signal = AbortSignal.timeout(Math.max(leftMs, 1));
      const hasSlot = await client.takeSlot(signal).then(
        () => true,
        () => false,
      );
      if (!hasSlot || leftMs <= 0) return unauthorized(name, first, "the next attempt shows a new token");
      const second = await client.send({ ...request, timeoutMs: leftMs });
      if (second.kind !== "refused" || second.httpStatus !== 401) return second;
      if (acceptance.refusalOf(startedAt) === "only_here") return second;
      return unauthorized(name, second, "until a token is accepted nothing is sent");
    },
  };
}

function unauthorized(name: string, { message, requestId, answer }: Refused, then: string): HttpEnding {
  const evidence = { httpStatus: 401, requestId, answer };
  const pause = { counts: false, retryAfterMs: REFUSED_AGAIN_MS };
  return notSent(`${name} refused our token (${message}); ${then}.`, { ...evidence, ...pause });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "the token URL";
}
