import { notSent } from "../../../core/model/outcome.ts";
import type { Connection } from "../../../ports/outside/connection.ts";
import type { HttpEnding } from "../exchange/http-ending.ts";
import { createHttpClient } from "../http-client.ts";
import type { HttpClient, HttpClientOptions } from "../http-client.ts";
import { createAcceptance, DOUBTED_AGAIN_MS, REFUSED_AGAIN_MS } from "./acceptance.ts";
import { authorizationHeaders } from "./authorization.ts";

/** A destination whose calls show a secret that stands in the configuration. */
interface KeyOptions extends Omit<HttpClientOptions, "authorize" | "shutOutBy"> {
  readonly auth: Parameters<typeof authorizationHeaders>[0];
  readonly connectionKind: Connection["kind"];
}

/**
 * A client that shows the secret of the configuration, if there is one. When it is refused (401) twice in a row, the
 * destination is left alone and nothing fails: somebody has to correct it. Where other calls are answered meanwhile, and without a
 * secret, a 401 is an answer like others.
 */
export function createKeyClient({ auth, connectionKind, ...options }: KeyOptions): HttpClient {
  const headers = authorizationHeaders(auth, connectionKind);
  const authorize = (): Promise<{ readonly headers: typeof headers }> => Promise.resolve({ headers });
  if (auth.kind === "none") return createHttpClient({ ...options, authorize });

  const acceptance = createAcceptance();
  const shutOutBy = (ending: HttpEnding, madeAt: number): string | null =>
    acceptance.see(ending, madeAt)
      ? "it refuses our credentials (401): check its `auth`, `heyrules doctor` names it"
      : null;
  const client = createHttpClient({ ...options, authorize, shutOutBy });
  return {
    ...client,
    async send(request) {
      const madeAt = performance.now();
      const ending = await client.send(request);
      if (ending.kind !== "refused" || ending.httpStatus !== 401) return ending;
      const refusal = acceptance.refusalOf(madeAt);
      if (refusal === "only_here") return ending;
      const retryAfterMs = refusal === "refused" ? REFUSED_AGAIN_MS : DOUBTED_AGAIN_MS;
      return notSent(
        `${options.name} refused our credentials (${ending.message}); it is asked again in ${retryAfterMs / 1_000} s.`,
        {
          ...{ httpStatus: 401, requestId: ending.requestId, answer: ending.answer },
          ...{ counts: false, retryAfterMs },
        },
      );
    },
  };
}
