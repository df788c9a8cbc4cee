import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import type { OutsideProof } from "../../src/ports/outside/connection.ts";
import { verifyProof } from "../../src/receive/proof.ts";
import { digestTokens } from "../../src/receive/verify.ts";

// The example of the documentation of Svix, who wrote Standard Webhooks.
const SVIX = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  body: '{"test": 2432232314}',
  headers: {
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  now: 1_614_265_330_000,
};
const STANDARD: OutsideProof = { kind: "standard_webhooks", secrets: ["b2xkb2xkb2xkb2xkb2xk", SVIX.secret] };

function labelOf(
  proof: OutsideProof,
  given: { readonly headers: Record<string, string>; readonly body?: string; readonly now?: number },
  tokens: readonly string[] = [],
): number | null {
  const { headers, body = SVIX.body, now = SVIX.now } = given;
  return verifyProof(proof, { headers, bytes: Buffer.from(body), now }, digestTokens(tokens));
}

test("a delivery signed as in Standard Webhooks is known by the secret that fits", () => {
  const rotated = `v1,AAAA ${SVIX.headers["webhook-signature"]}`;

  expect(labelOf(STANDARD, SVIX)).toBe(2);
  expect(labelOf(STANDARD, { headers: { ...SVIX.headers, "webhook-signature": rotated } })).toBe(2);
});

test.each([
  ["another body", { ...SVIX, body: '{"test": 2432232315}' }],
  ["another id", { ...SVIX, headers: { ...SVIX.headers, "webhook-id": "msg_other" } }],
  ["a time of six minutes ago", { ...SVIX, now: SVIX.now + 360_000 }],
  ["a time six minutes ahead", { ...SVIX, now: SVIX.now - 360_000 }],
  ["no time", { ...SVIX, headers: { ...SVIX.headers, "webhook-timestamp": "" } }],
  ["a signature of another scheme", { ...SVIX, headers: { ...SVIX.headers, "webhook-signature": "v1a,abc" } }],
  ["no headers", { ...SVIX, headers: {} }],
])("a delivery with %s is not believed", (_what, given) => {
  expect(labelOf(STANDARD, given)).toBeNull();
});

test("a signature in one header is read in its encoding, behind its prefix", () => {
  const sign = (encoding: "hex" | "base64"): string => createHmac("sha256", "key").update(SVIX.body).digest(encoding);
  const hex = {
    kind: "hmac_sha256",
    header: "X-Hub-Signature-256",
    secrets: ["key"],
    encoding: "hex",
    prefix: "sha256=",
  } as const;
  const base64 = {
    kind: "hmac_sha256",
    header: "X-Shop",
    secrets: ["old", "key"],
    encoding: "base64",
    prefix: "",
  } as const;

  expect(labelOf(hex, { headers: { "x-hub-signature-256": `sha256=${sign("hex").toUpperCase()}` } })).toBe(1);
  expect(labelOf(base64, { headers: { "x-shop": sign("base64") } })).toBe(2);
  expect(labelOf(hex, { headers: { "x-hub-signature-256": sign("hex") } })).toBeNull();
  expect(labelOf(base64, { headers: { "x-shop": sign("base64").toLowerCase() } })).toBeNull();
  expect(labelOf({ ...hex, secrets: [] }, { headers: { "x-hub-signature-256": `sha256=${sign("hex")}` } })).toBeNull();
});

test("a token is a bearer token, or stands alone in a header of another name", () => {
  const bearer = { kind: "token", header: "Authorization" } as const;
  const own = { kind: "token", header: "X-Gitlab-Token" } as const;

  expect(labelOf(bearer, { headers: { authorization: "Bearer two" } }, ["one", "two"])).toBe(2);
  expect(labelOf(bearer, { headers: { authorization: "two" } }, ["one", "two"])).toBeNull();
  expect(labelOf(own, { headers: { "x-gitlab-token": "one" } }, ["one", "two"])).toBe(1);
  expect(labelOf(own, { headers: {} }, ["one"])).toBeNull();
});
