import ipaddr from "ipaddr.js";

/**
 * What may be behind an address: anybody (`public`), our own machine and network (`own`), or what nobody means to call
 * (`forbidden`: link-local and with it the metadata of clouds, multicast, no address at all).
 */
export type AddressClass = "public" | "own" | "forbidden";

/**
 * The class of an IP address, also of an IPv4 address inside an IPv6 one (mapped, NAT64, 6to4); null when the text is no
 * address. As in the host of a parsed URL: brackets may stand around it, and odd spellings of IPv4 are spelled out already.
 */
export function addressClass(text: string): AddressClass | null {
  const address = addressIn(text);
  return address === null ? null : classOf(address);
}

/** Whether an address is in a range such as `10.0.0.0/8`, or is the one address that is written; false for what is neither. */
export function isInRange(text: string, range: string): boolean {
  const address = addressIn(text);
  const read = rangeIn(range);
  return address !== null && read !== null && isWithin(address, read);
}

/** The first `bits` of an address. */
interface Range {
  readonly start: Address;
  readonly bits: number;
}

/** Null when the text is no range. */
function rangeIn(text: string): Range | null {
  const [first = "", bits, ...more] = text.split("/");
  const start = addressIn(first);
  if (start === null || more.length > 0) return null;
  const size = start.kind() === "ipv4" ? 32 : 128;
  const length = bits === undefined ? size : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  return length >= 0 && length <= size ? { start, bits: length } : null;
}

function isWithin(address: Address, { start, bits }: Range): boolean {
  return address.kind() === start.kind() && address.match(start, bits);
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function addressIn(text: string): Address | null {
  const bare = text.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  return ipaddr.IPv6.isValid(bare) ? ipaddr.IPv6.parse(bare) : null;
}

/** A range that is written in this file. */
function knownRange(text: string): Range {
  const range = rangeIn(text);
  if (range === null) throw new TypeError(`${text} is no range of addresses`);
  return range;
}

/** Where clouds and their machines talk to themselves, outside link-local. */
const METADATA: readonly Range[] = [
  "100.100.100.200", // Alibaba
  "168.63.129.16", // Azure
  "192.0.0.192", // Oracle
  "fd00:ec2::254", // Amazon
  "fd00:ec2::23", // Amazon, credentials of pods
  "fd20:ce::254", // Google
].map(knownRange);

const FORBIDDEN = ["linkLocal", "multicast", "unspecified", "broadcast"];

/** Addresses of IPv6 that are one of IPv4, by where that stands in their 16 bytes. */
const EMBEDDED: readonly { readonly range: Range; readonly at: number }[] = [
  { range: knownRange("::/96"), at: 12 },
  { range: knownRange("::ffff:0:0/96"), at: 12 },
  { range: knownRange("::ffff:0:0:0/96"), at: 12 },
  { range: knownRange("64:ff9b::/96"), at: 12 },
  { range: knownRange("64:ff9b:1::/48"), at: 12 },
  { range: knownRange("2002::/16"), at: 2 },
];

/** Of IPv6 only one range is given to anybody (IANA, IPv6 address space). */
const ASSIGNED = knownRange("2000::/3");

function classOf(address: Address): AddressClass {
  if (METADATA.some((range) => isWithin(address, range)) || FORBIDDEN.includes(address.range())) return "forbidden";
  const embedded = address.range() === "loopback" ? undefined : EMBEDDED.find(({ range }) => isWithin(address, range));
  if (embedded !== undefined) {
    return classOf(new ipaddr.IPv4(address.toByteArray().slice(embedded.at, embedded.at + 4)));
  }
  const isAssigned = address.kind() === "ipv4" || isWithin(address, ASSIGNED);
  return address.range() === "unicast" && isAssigned ? "public" : "own";
}
