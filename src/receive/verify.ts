import { hash, timingSafeEqual } from "node:crypto";

/** SHA-256 digests of the tokens of one source, in their order; what `verifyToken` compares with. */
export function digestTokens(tokens: readonly string[]): readonly Buffer[] {
  return tokens.map(digestOf);
}

/**
 * Which of the accepted tokens was given, counted from 1, or null. Digests of equal length are compared with all of
 * them, whatever was given and whichever matches, so that the time tells nothing.
 */
export function verifyToken(token: string | null, digests: readonly Buffer[]): number | null {
  const given = digestOf(token ?? "");
  let label: number | null = null;
  digests.forEach((digest, index) => {
    if (timingSafeEqual(given, digest)) label = index + 1;
  });
  return token === null || token === "" ? null : label;
}

function digestOf(token: string): Buffer {
  return hash("sha256", token, "buffer");
}
