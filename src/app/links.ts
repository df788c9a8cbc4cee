import { createHmac, timingSafeEqual } from "node:crypto";
import { linkPath, readLinkToken, signedText } from "../core/run/link/link-token.ts";
import type { Link, LinkKind } from "../core/run/link/link-token.ts";

/** By what links are made. */
export interface LinkSettings {
  /** Where links lead as long as no `public_url` is written, without trailing slash. */
  readonly ownAddress: () => string;
  readonly secrets: () => readonly string[];
}

/** Signs links, and knows its own again. */
export interface LinkSigner {
  /** The path of a link, with its signature. */
  readonly pathOf: (link: Link) => string;
  /** The link that a token stands for; null when none of the keys signed it. */
  readonly read: (kind: LinkKind, token: string) => Link | null;
}

/** What the key that is made of that of the store is for. */
const PURPOSE = "heyrules links, version 1";

/** Characters of a signature in base64url: 132 bits. */
const SIGNATURE_LENGTH = 22;

/**
 * A signer of links by HMAC-SHA256. The first secret signs and all are accepted, so that one can be replaced; only without any
 * the key comes from that of the store, and lasts as long as the store does.
 */
export function createLinkSigner(
  parts: Pick<LinkSettings, "secrets"> & { readonly deploymentKey: string },
): LinkSigner {
  const keys = (): readonly string[] => {
    const secrets = parts.secrets();
    return secrets.length > 0 ? secrets : [parts.deploymentKey];
  };
  return {
    pathOf: (link) => linkPath(link, signatureOf(link, keys()[0] ?? "")),
    read: (kind, token) => {
      const told = readLinkToken(kind, token);
      if (told === null) return null;
      const given = Buffer.from(told.signature);
      const isOurs = keys().map((key) => timingSafeEqual(given, Buffer.from(signatureOf(told.link, key))));
      return isOurs.includes(true) ? told.link : null;
    },
  };
}

function signatureOf(link: Link, secret: string): string {
  const key = createHmac("sha256", secret).update(PURPOSE).digest();
  return createHmac("sha256", key).update(signedText(link)).digest("base64url").slice(0, SIGNATURE_LENGTH);
}
