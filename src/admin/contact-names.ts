import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from "node:crypto";

/**
 * Names of contacts for addresses: the same lane has the same name for good, nobody without the key of the deployment reads a
 * number in one, and no row needs to be looked up for it.
 */
export interface ContactNames {
  nameOf(lane: string): string;
  /** The lane of a name; null for what is none of ours. */
  laneOf(name: string): string | null;
}

const IV_BYTES = 16;

/**
 * Names under the key of a deployment: the lane is encrypted by AES-256 in counter mode, and what it begins at is a keyed hash of
 * the lane, by which a name is known as ours (a synthetic initialization vector, as in RFC 5297).
 */
export function createContactNames(deploymentKey: string): ContactNames {
  const keyFor = (use: string): Buffer => createHmac("sha256", deploymentKey).update(`contact names: ${use}`).digest();
  const [macKey, key] = [keyFor("mac"), keyFor("encryption")];
  const ivOf = (lane: string): Buffer => createHmac("sha256", macKey).update(lane).digest().subarray(0, IV_BYTES);
  return {
    nameOf: (lane) => {
      const iv = ivOf(lane);
      const cipher = createCipheriv("aes-256-ctr", key, iv);
      return Buffer.concat([iv, cipher.update(lane, "utf8"), cipher.final()]).toString("base64url");
    },
    laneOf: (name) => {
      const bytes = Buffer.from(name, "base64url");
      if (bytes.length <= IV_BYTES) return null;
      const iv = bytes.subarray(0, IV_BYTES);
      const decipher = createDecipheriv("aes-256-ctr", key, iv);
      const lane = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]).toString("utf8");
      return timingSafeEqual(ivOf(lane), iv) ? lane : null;
    },
  };
}
