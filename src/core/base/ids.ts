// Crockford's base 32 in lower case: digits sort before letters, so equal lengths sort by value.
const SORTING_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const BASE32_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const TIME_DIGITS = 9;
const RANDOM_DIGITS = 10;

/** SHA-256 of a text, hex; given by the caller because core has no crypto. */
export type Digest = (text: string) => string;

/**
 * Id of a new event, `evt_` and 19 characters; ids sort by `now` (epoch milliseconds, until the year 3084). Within one
 * millisecond 50 random bits tell events apart.
 */
export function createEventId(now: number, random: { next(): number }): string {
  let id = "";
  let rest = Math.floor(now);
  for (let digit = 0; digit < TIME_DIGITS; digit++) {
    id = SORTING_ALPHABET.charAt(rest % 32) + id;
    rest = Math.floor(rest / 32);
  }
  for (let digit = 0; digit < RANDOM_DIGITS; digit++) id += SORTING_ALPHABET.charAt(Math.floor(random.next() * 32));
  return `evt_${id}`;
}

/** Id of a new entry of the audit, `aud_` and what an event's has. */
export function createAuditId(...from: Parameters<typeof createEventId>): string {
  return createEventId(...from).replace("evt_", "aud_");
}

/** Id of an event that follows from something else: the same two give the same id, which sorts by `now`. */
export function followingEventId(
  digest: Digest,
  { now, from }: { readonly now: number; readonly from: string },
): string {
  const hex = shortDigest(digest, ["follows", from]);
  let read = 0;
  return createEventId(now, { next: () => Number.parseInt(hex.charAt(read++), 16) / 16 });
}

/** Id of the run of one rule version on one event, `run_` and 20 hex digits: the same three give the same id. */
export function runId(
  digest: Digest,
  source: { readonly eventId: string; readonly ruleId: string; readonly ruleVersion: string },
): string {
  return `run_${shortDigest(digest, [source.eventId, source.ruleId, source.ruleVersion])}`;
}

/** Id of the run that goes on behind one instruction of another, `run_` and 20 hex digits. */
export function continuationId(digest: Digest, from: { readonly id: string; readonly cursor: number }): string {
  return `run_${shortDigest(digest, ["continues", from.id, String(from.cursor)])}`;
}

/**
 * Id of the effect a run plans at one instruction of its program, `eff_` and 20 hex digits; of each item of a list another.
 */
export function effectId(
  digest: Digest,
  source: { readonly runId: string; readonly cursor: number; readonly item: number | null },
): string {
  const { runId: run, cursor, item } = source;
  return `eff_${shortDigest(digest, [run, String(cursor), ...(item === null ? [] : [String(item)])])}`;
}

/** Bytes in base 32 (RFC 4648, section 6), in lower case and without padding; bits that do not fill a character are left out. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => BASE32_ALPHABET.charAt(Number.parseInt(group, 2))).join("");
}

function shortDigest(digest: Digest, parts: readonly string[]): string {
  return digest(JSON.stringify(parts)).slice(0, 20);
}
