import { ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { remoteCode } from "../../../core/actions/remote/reason.ts";
import { notSent } from "../../../core/model/outcome.ts";
import type { OauthClient } from "../../../ports/outside/connection.ts";
import type { Logger } from "../../../ports/system.ts";
import type { Authorization } from "../http-client.ts";
import { exchange } from "../exchange/http-exchange.ts";
import type { ExchangeEnding, ExchangeRequest } from "../exchange/http-exchange.ts";
import { parseRemoteJson } from "../exchange/remote-answer.ts";

/** The tokens of one connection. */
export interface Tokens {
  /** A token that is good now, fetched by one call for all who wait; or how their calls end. Never rejects. */
  take(): Promise<Token>;
  /** Throws a token away that was refused, unless it has been replaced already. */
  forget(token: string): void;
  /** Why no token is given out to us, as the end of a sentence; null while that is not so. */
  refusal(): string | null;
}

/** A token, or the ending of a call that needed one. */
type Token =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly ending: Extract<Authorization, { readonly ending: unknown }>["ending"] };

const TIMEOUT_MS = 20_000;
/** A token is replaced so long before it expires. */
const MARGIN_MS = 60_000;
/** A token server that gives none is asked so often. */
const ASK_AGAIN_MS = 30_000;

/** Whose tokens they are, and how the token server may be reached; its proxy is that of its own address. */
interface TokensOptions extends Pick<ExchangeRequest, "privateNetwork" | "lookup"> {
  readonly name: string;
  readonly logger: Logger;
}

/** Fetches tokens when they are asked for, and keeps each until shortly before it expires. */
export function createTokens(client: OauthClient, { name, logger, privateNetwork, lookup }: TokensOptions): Tokens {
  let kept: { readonly value: string; readonly goodUntil: number } | null = null;
  let fetching: Promise<Token> | null = null;
  let refusal: string | null = null;
  let { refreshToken } = client;

  function keep(json: JsonValue, value: string): Token {
    refusal = null;
    kept = { value, goodUntil: performance.now() + lifetimeMs(json) };
    const next = ownValue(json, "refresh_token");
    if (refreshToken !== null && typeof next === "string" && next !== "" && next !== refreshToken) {
      refreshToken = next;
      logger.warn(
        { destination: name },
        "a connection was given a new refresh token, which is kept until the engine stops; the one in the configuration may be refused at the next start",
      );
    }
    return { ok: true, value };
  }

  async function fetchToken(): Promise<Token> {
    const answer = await exchange({ ...requestOf({ ...client, refreshToken }), privateNetwork, lookup });
    const json = answer.kind === "response" ? parseRemoteJson(answer.text) : undefined;
    const value = ownValue(json, "access_token");
    const isGiven = answer.kind === "response" && answer.status < 300 && typeof value === "string" && value !== "";
    if (isGiven && isHeaderText(value)) return keep(json ?? null, value);
    const { problem, isRefusal } = problemOf(answer, json);
    refusal = isRefusal ? `no token is given out for it: ${problem}` : null;
    const message = `${name} was not called: ${problem}.`;
    return { ok: false, ending: notSent(message, { counts: false, retryAfterMs: ASK_AGAIN_MS }) };
  }

  return {
    take: () => {
      if (kept !== null && performance.now() < kept.goodUntil) return Promise.resolve({ ok: true, value: kept.value });
      fetching ??= fetchToken().finally(() => {
        fetching = null;
      });
      return fetching;
    },
    forget: (token) => {
      if (kept?.value === token) kept = null;
    },
    refusal: () => refusal,
  };
}

/** Source: RFC 6749 sections 2.3.1, 4.4.2 and 6. */
function requestOf(client: OauthClient): ExchangeRequest {
  const { refreshToken, scope } = client;
  const fields = new URLSearchParams({
    grant_type: refreshToken === null ? "client_credentials" : "refresh_token",
    client_id: client.clientId,
    client_secret: client.clientSecret,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(scope === null ? {} : { scope }),
  });
  return {
    method: "POST",
    url: new URL(client.tokenUrl),
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: fields.toString(),
    timeoutMs: TIMEOUT_MS,
    reuseConnections: false,
    proxyUrl: client.proxyUrl,
  };
}

/** Zoho once counted `expires_in` in milliseconds, beside seconds of another name; Salesforce does not say it at all. */
function lifetimeMs(json: JsonValue): number {
  const seconds = Number(ownValue(json, "expires_in_sec") ?? ownValue(json, "expires_in") ?? Number.NaN);
  if (!Number.isFinite(seconds) || seconds <= 0) return Number.POSITIVE_INFINITY;
  const ms = seconds * 1_000;
  return Math.max(ms - MARGIN_MS, ms / 2);
}

/** What a token server said, by its code only: its words may quote what we sent. Some refuse with status 200. */
function problemOf(
  answer: ExchangeEnding,
  json: JsonValue | undefined,
): { readonly problem: string; readonly isRefusal: boolean } {
  if (answer.kind === "forbidden") {
    return { problem: `its token URL is not for us to call: ${answer.message}`, isRefusal: true };
  }
  if (answer.kind !== "response") {
    return { problem: `its token URL could not be reached: ${answer.message}`, isRefusal: false };
  }
  const { status } = answer;
  const code = remoteCode(json);
  const isBusy = status >= 500 || status === 429 || status === 408;
  const said = `its token URL answered ${status}${code === null ? "" : ` ${code}`}`;
  return { problem: isBusy ? said : `${said}; check client_id, client_secret and refresh_token`, isRefusal: !isBusy };
}

function isHeaderText(value: string): boolean {
  return /^[\x21-\x7e]+$/.test(value);
}
