import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { LookupFunction } from "node:net";
import { addressClass } from "../../../core/actions/remote/address.ts";
import { isForbiddenHost } from "../../../core/actions/remote/own-network.ts";

/** Which addresses a connection may come to: those of anybody, or those of our own network as well. */
export type Reach = "public" | "own";

/** An address that is not called; the message is the end of a sentence. */
export class ForbiddenAddress extends Error {
  /** The client hands on the code of what ended a request. */
  readonly code = "FORBIDDEN_ADDRESS";
  override readonly name = "ForbiddenAddress";
}

/** Why an address must not be called, as the end of a sentence; null when it may. */
export function addressProblem(host: string, reach: Reach): string | null {
  if (isForbiddenHost(host)) return `${host} is an address that is never called, such as that of a cloud's metadata`;
  if (reach === "own" || addressClass(host) !== "own") return null;
  return `${host} is in the private network; write private_network: true to the connection if that is meant`;
}

/**
 * A look-up of host names that gives no address that must not be called. The socket is opened to what it gives and looks up
 * nothing again, so a name that changes its address in between (DNS rebinding) gains nothing.
 */
export function guardLookup(lookup: LookupFunction, reach: Reach): LookupFunction {
  return (host, options, callback) => {
    // All of them, also where one was asked for: another may be one that is allowed.
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error !== null) {
        callback(error, "", 0);
        return;
      }
      const addresses = (typeof found === "string" ? [found] : found).map(asAddress);
      const problems = addresses.map(({ address }) => addressProblem(address, reach));
      const allowed = addresses.filter((_, index) => problems[index] === null);
      const [first] = allowed;
      const problem = problems.find((text) => text !== null);
      if (first === undefined) callback(new ForbiddenAddress(`${host}: ${problem ?? "it has no address"}`), "", 0);
      else if (options.all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function asAddress(found: string | LookupAddress): LookupAddress {
  return typeof found === "string" ? { address: found, family: isIP(found) } : found;
}
