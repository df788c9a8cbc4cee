import { addressClass, isInRange } from "./address.ts";

/** Names under which clouds answer to their own machines with credentials. */
const METADATA_HOSTS = ["metadata", "metadata.google.internal", "metadata.goog", "instance-data"];

/** Whether the host of a URL is never called, whoever names it. */
export function isForbiddenHost(host: string): boolean {
  return addressClass(host) === "forbidden" || METADATA_HOSTS.includes(withoutDot(host));
}

/**
 * Whether the host of a URL says by itself that it is in our own network: a private or loopback address, `localhost`, a name
 * without dot, `.local` or `.internal`.
 */
export function isOwnNetworkHost(host: string): boolean {
  const kind = addressClass(host);
  if (kind !== null) return kind === "own";
  return /^[^.]+$|[.](?:localhost|local|internal)$/.test(withoutDot(host));
}

/** Whether the host of a URL is this machine. */
export function isLoopbackHost(host: string): boolean {
  return /^(?:.+[.])?localhost$/.test(withoutDot(host)) || LOOPBACK.some((range) => isInRange(host, range));
}

const LOOPBACK = ["127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"];

function withoutDot(host: string): string {
  return host.toLowerCase().replace(/[.]$/, "");
}
