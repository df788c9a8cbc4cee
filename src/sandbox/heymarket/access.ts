import { jwtVerify } from "jose";
import type { FakeRequest } from "../answer.ts";
import { refusal } from "../answer.ts";

/** The API secret of the team, and its older API key when it still has one. */
export interface SandboxCredentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly apiKey?: string;
}

const TOKEN_SECONDS = 300;
const CLOCK_SKEW_SECONDS = 60;
const RATE_WINDOW_MS = 60_000;

/** Lets a request pass or throws the `Refusal` that answers it. */
export interface AccessCheck {
  check(request: FakeRequest): Promise<void>;
  /** Forgets the requests counted so far. */
  clear(): void;
}

/**
 * Checks credentials (401), then the rate (429, without `Retry-After`, as documented). The token is a JWT with HS256 over
 * `secretId||secretKey`, `iss` the secret id, valid five minutes from `iat`, or the older API key.
 */
export function createAccessCheck(options: {
  /** Those that are valid, asked for each request. */
  readonly credentials: () => readonly SandboxCredentials[];
  /** Requests allowed in any 60 seconds; refused ones do not count. */
  readonly ratePerMinute: number;
  readonly now: () => number;
}): AccessCheck {
  const { credentials, ratePerMinute, now } = options;
  let allowedAt: readonly number[] = [];
  return {
    check: async (request) => {
      const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const valid = credentials();
      const accepted = await Promise.all(
        valid.map(async (one) => token === one.apiKey || (await isValidJwt(token, one, now()))),
      );
      if (token === "" || !accepted.includes(true))
        throw refusal(401, "unauthorized", "the API secret, its token or the API key is not valid");

      const at = now();
      allowedAt = allowedAt.filter((earlier) => earlier > at - RATE_WINDOW_MS);
      if (allowedAt.length >= ratePerMinute) {
        throw refusal(429, "rate_limited", `more than ${ratePerMinute} requests in a minute`);
      }
      allowedAt = [...allowedAt, at];
    },
    clear: () => {
      allowedAt = [];
    },
  };
}

async function isValidJwt(token: string, credentials: SandboxCredentials, now: number): Promise<boolean> {
  const key = new TextEncoder().encode(`${credentials.secretId}||${credentials.secretKey}`);
  try {
    await jwtVerify(token, key, {
      algorithms: ["HS256"],
      issuer: credentials.secretId,
      maxTokenAge: TOKEN_SECONDS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: new Date(now),
    });
    return true;
  } catch {
    return false;
  }
}
