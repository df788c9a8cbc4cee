import { SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { startFakeCrm } from "../../src/sandbox/crm.ts";
import type { FakeCrm, FakeCrmOptions } from "../../src/sandbox/crm.ts";
import { startFakeHeymarket } from "../../src/sandbox/heymarket.ts";
import type { FakeHeymarket, FakeHeymarketOptions } from "../../src/sandbox/heymarket.ts";

export const credentials = { secretId: "sandbox-id", secretKey: "sandbox-key", apiKey: "legacy-key" };

export const text = { inbox_id: 101, creator_id: 55, phone_number: "15105550100", text: "hello", local_id: "one" };

/** A fake Heymarket that is closed when the test ends. */
export async function openHeymarket(options: Partial<FakeHeymarketOptions> = {}): Promise<FakeHeymarket> {
  const inboxes = [
    { id: 101, name: "support", members: [55, 56] },
    { id: 102, name: "sales", members: [56] },
  ];
  const fake = await startFakeHeymarket({ credentials, inboxes, localIdMode: "dedupes", ...options });
  onTestFinished(() => fake.close());
  return fake;
}

/** A fake CRM that is closed when the test ends. */
export async function openCrm(options: FakeCrmOptions = {}): Promise<FakeCrm> {
  const fake = await startFakeCrm(options);
  onTestFinished(() => fake.close());
  return fake;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON, read without types: tests say what they expect. */
  readonly json: Record<string, unknown>;
}

/** One request on real HTTP; a body that is not a string goes out as JSON. */
export async function call(
  url: string,
  request: { method?: string; body?: unknown; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Reply> {
  const { method = "GET", body, headers = {}, signal } = request;
  const response = await fetch(url, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const answer = await response.text();
  let json: unknown = null;
  try {
    json = JSON.parse(answer);
  } catch {
    // Plain text answers are looked at as text.
  }
  return { status: response.status, headers: response.headers, text: answer, json: json as Record<string, unknown> };
}

/** A request to the fake Heymarket with its API key. */
export function ask(fake: FakeHeymarket, method: string, path: string, body?: unknown): Promise<Reply> {
  const headers = { authorization: `Bearer ${credentials.apiKey}` };
  return call(`${fake.url}${path}`, { method, headers, ...(body === undefined ? {} : { body }) });
}

/** A POST to the fake Heymarket with its API key. */
export function post(fake: FakeHeymarket, path: string, body: unknown = {}): Promise<Reply> {
  return ask(fake, "POST", path, body);
}

/** A token as Heymarket's documentation asks for. */
export function signToken(claims: {
  issuer?: string | undefined;
  key?: string | undefined;
  issuedAt: number;
}): Promise<string> {
  const { issuer = credentials.secretId, key = `${credentials.secretId}||${credentials.secretKey}`, issuedAt } = claims;
  return new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(issuer)
    .setIssuedAt(Math.floor(issuedAt / 1_000))
    .sign(new TextEncoder().encode(key));
}
