import type { Contact, ContactRecord, WrittenTag } from "./contact.ts";

/** What is known of a contact when everything is put together. */
export interface KnownContact extends Pick<
  ContactRecord,
  "name" | "first" | "last" | "tags" | "owner" | "timezone" | "custom"
> {
  /** When Heymarket's record was read, epoch milliseconds, or null. */
  readonly readAt: number | null;
}

/** A record of somebody Heymarket does not know. */
export function absentRecord(readAt: number): ContactRecord {
  const nothing = { name: null, first: null, last: null, tags: [], owner: null, timezone: null, custom: {} };
  return { readAt, isKnown: false, ...nothing };
}

/**
 * What is known of a contact. A name is Heymarket's display name, else first and last name, else that of the conversation.
 * Tags are Heymarket's, with what rules have written to them since, and those that only we keep.
 */
export function knownOf(contact: Contact): KnownContact {
  const { record, writtenTags } = contact;
  const first = record?.first ?? contact.first;
  const last = record?.last ?? contact.last;
  const fullName = [record?.first, record?.last].filter((part) => typeof part === "string").join(" ");
  const off = writtenTags.filter(({ isOn }) => !isOn).map(({ name }) => name);
  const theirs = (record?.tags ?? []).filter((tag) => !has(off, tag));
  return {
    name: record?.name ?? (fullName === "" ? contact.name : fullName),
    first,
    last,
    tags: distinct([...theirs, ...contact.tags]),
    owner: record?.owner ?? null,
    timezone: record?.timezone ?? contact.timezone,
    custom: { ...contact.custom, ...record?.custom },
    readAt: record?.readAt ?? null,
  };
}

/** Somebody unknown may write at any moment, and Heymarket makes a contact of them. */
const ABSENT_COUNTS_MS = 60_000;
/** A write of ours is planned first and made later; a record read in between may not show it. */
const UNSETTLED_MS = 60_000;
const UNSETTLED_COUNTS_MS = 10_000;
/** So long a tag that a rule wrote is believed over a record that does not show it. */
const WRITTEN_COUNTS_MS = 3_600_000;

/** Whether a contact need not be read anew at an instant. One without a number cannot be read at all. */
export function isFresh({ phone, record, outdatedAt }: Contact, now: number, ttlMs: number): boolean {
  if (phone === null) return true;
  if (record === null) return false;
  const isOutdated = outdatedAt !== null && record.readAt < outdatedAt;
  if (isOutdated) return false;
  const isUnsettled = outdatedAt !== null && record.readAt < outdatedAt + UNSETTLED_MS;
  const countsMs = Math.min(
    ttlMs,
    record.isKnown ? ttlMs : ABSENT_COUNTS_MS,
    isUnsettled ? UNSETTLED_COUNTS_MS : ttlMs,
  );
  const ageMs = now - record.readAt;
  return ageMs >= 0 && ageMs < countsMs;
}

/** A contact with a record that was read. What rules wrote is left to the record as soon as that shows it. */
export function withRecord(contact: Contact, record: ContactRecord): Contact {
  const isOpen = ({ name, isOn, at }: WrittenTag): boolean =>
    has(record.tags, name) !== isOn && record.readAt - at < WRITTEN_COUNTS_MS;
  const settled = contact.writtenTags.filter((written) => !isOpen(written)).map(({ name }) => name);
  return {
    ...contact,
    record,
    tags: contact.tags.filter((name) => !has(settled, name)),
    writtenTags: contact.writtenTags.filter(isOpen),
  };
}

/** A contact whose record changed in Heymarket, or is about to by a rule, at an instant: what was read before is old. */
export function outdated(contact: Contact, at: number): Contact {
  return { ...contact, outdatedAt: Math.max(contact.outdatedAt ?? 0, at) };
}

/** A contact whose tags a rule writes in Heymarket; those only we keep go as well when they are removed. */
export function withWrittenTags(
  contact: Contact,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
  at: number,
): Contact {
  const left = contact.writtenTags.filter(({ name }) => !has([...add, ...remove], name));
  // What stands in both is taken away, as in Heymarket.
  const added = add.filter((name) => !has(remove, name)).map((name) => ({ name, isOn: true, at }));
  const removed = remove.map((name) => ({ name, isOn: false, at }));
  return {
    ...contact,
    tags: distinct([...contact.tags.filter((name) => !has(remove, name)), ...added.map(({ name }) => name)]),
    writtenTags: [...left, ...added, ...removed],
  };
}

/** Heymarket's tags differ in more than case. */
function has(names: readonly string[], name: string): boolean {
  return names.some((one) => sameTag(one) === sameTag(name));
}

function distinct(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => !has(names.slice(0, index), name));
}

function sameTag(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}
