import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Role } from "../../ports/admin.ts";

/** Who is let in, and as what. */
export interface Access {
  /** What a token allows; null for one that is not known. */
  roleOf(token: string): Role | null;
  /** Whether the token of a digest still allows what it did. */
  stillAllows(digest: string, role: Role): boolean;
  /** A code that lets its bearer in once, within {@link CODE_LIFE_MS}, for people who may read the store anyway. */
  issueCode(role: Role): string;
  /** What a code allows, which it never does again; null for one that is not good any more. */
  redeemCode(code: string): Role | null;
}

/** How long a code that lets in once is good. */
const CODE_LIFE_MS = 600_000;

/** SHA-256 of a token, hex: what is kept of one. */
export function digestOfToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A token nobody guesses, 43 characters. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Access by the digests of tokens, looked up anew for each request, so that another configuration counts at once. */
export function createAccess({
  digests,
  now,
}: {
  readonly digests: () => Readonly<Record<Role, readonly string[]>>;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
}): Access {
  const codes = new Map<string, { readonly role: Role; readonly until: number }>();
  const roleOfDigest = (digestOfGiven: string): Role | null => {
    const given = Buffer.from(digestOfGiven, "hex");
    const isIn = (known: readonly string[]): boolean =>
      known.map((digest) => timingSafeEqual(Buffer.from(digest, "hex"), given)).includes(true);
    const { operate, read } = digests();
    const [mayOperate, mayRead] = [isIn(operate), isIn(read)];
    return mayOperate ? "operate" : mayRead ? "read" : null;
  };
  return {
    roleOf: (token) => roleOfDigest(digestOfToken(token)),
    stillAllows: (digest, role) => roleOfDigest(digest) === role,
    issueCode: (role) => {
      for (const [digest, { until }] of codes) if (until <= now()) codes.delete(digest);
      const code = newToken();
      codes.set(digestOfToken(code), { role, until: now() + CODE_LIFE_MS });
      return code;
    },
    redeemCode: (code) => {
      const digest = digestOfToken(code);
      const known = codes.get(digest);
      codes.delete(digest);
      return known === undefined || known.until <= now() ? null : known.role;
    },
  };
}
