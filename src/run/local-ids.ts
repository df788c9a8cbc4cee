import { createHmac } from "node:crypto";
import { base32 } from "../core/base/ids.ts";

/**
 * Gives the `local_id` of the text that an effect sends: the first 26 base32 characters of HMAC-SHA256(deployment key,
 * effect id). The key is hex; texts of two deployments never share an id.
 */
export function createLocalIds(deploymentKey: string): (effectId: string) => string {
  const key = Buffer.from(deploymentKey, "hex");
  return (effectId) => base32(createHmac("sha256", key).update(effectId).digest()).slice(0, 26);
}
