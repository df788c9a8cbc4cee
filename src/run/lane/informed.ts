import type { Contact } from "../../core/model/contact.ts";
import { isFresh, withRecord } from "../../core/model/contact-record.ts";
import type { Event } from "../../core/model/event.ts";
import { isDry } from "../../core/model/source.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import type { ContactReading } from "../../ports/outside/contact-records.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { Hold } from "../hold.ts";

/** What was decided, and by what. */
interface Informed<Result> {
  readonly result: Result;
  /** The contact it was decided with; another object than the one given when it was read. */
  readonly contact: Contact;
  /** Which record of the contact it went by, as a sentence; null when none was looked at. */
  readonly note: string | null;
}

/** So long an event waits at most for a contact of whom something older is known. */
const WAIT_WITH_OLDER_MS = 5_000;

/**
 * What `decide` comes to. When it looks at Heymarket's record of the contact and ours is missing or old, that is read first
 * and it decides again; once only, so that nobody waits for ever. What cannot be read is taken as it is known, and the note
 * says why; so is whoever an event of a dry source is about. Null when the engine ends meanwhile: then nothing may be decided.
 */
export async function decideInformed<Result>(
  { parts, signal, aside }: Pick<Hold, "parts" | "signal" | "aside">,
  { contact: given, event }: { readonly contact: Contact; readonly event: Event },
  decide: (contact: Contact, onContactRead: () => void) => Result | Promise<Result>,
): Promise<Informed<Result> | null> {
  const first = await decideWatched(given, decide);
  const { contactRecords } = parts;
  if (!first.isContactRead || contactRecords === undefined) return { note: null, ...first };
  const { phone } = given;
  if (phone === null || !mustBeRead(parts, given)) return { ...first, note: describeRecord(given, null) };
  const { settings } = parts.activeRules();
  if (isDry(event, settings)) return { ...first, note: describeRecord(given, dryProblem(event)) };
  const longestMs = settings.contactReads.waitMs;
  const waitMs = given.record === null ? longestMs : Math.min(longestMs, WAIT_WITH_OLDER_MS);
  const reading = await aside(() => unlessAborted(contactRecords.read(phone, waitMs), signal));
  if (reading === null) return null;
  const contact = reading.ok ? withRecord(given, reading.record) : given;
  const again = await decideWatched(contact, decide);
  return { ...again, note: describeRecord(contact, reading.ok ? null : reading.problem) };
}

/** Whether what is known of a contact is missing or old, and there is somebody to ask. */
export function mustBeRead(
  { contactRecords, clock, activeRules }: Pick<EngineParts, "contactRecords" | "clock" | "activeRules">,
  contact: Contact,
): boolean {
  return contactRecords !== undefined && !isFresh(contact, clock.now(), activeRules().settings.contactReads.ttlMs);
}

async function decideWatched<Result>(
  contact: Contact,
  decide: (contact: Contact, onContactRead: () => void) => Result | Promise<Result>,
): Promise<{ readonly result: Result; readonly contact: Contact; readonly isContactRead: boolean }> {
  let isContactRead = false;
  const result = await decide(contact, () => {
    isContactRead = true;
  });
  return { result, contact, isContactRead };
}

function dryProblem({ source }: Event): string {
  return `it is not asked because of the source ${source}, which is dry`;
}

function unlessAborted(reading: Promise<ContactReading>, signal: AbortSignal): Promise<ContactReading | null> {
  return new Promise((resolve) => {
    const leave = (): void => {
      resolve(null);
    };
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    void reading.then((read) => {
      signal.removeEventListener("abort", leave);
      resolve(read);
    });
  });
}

function describeRecord({ phone, record }: Contact, problem: string | null): string {
  if (phone === null) return "Heymarket was not asked: the contact has no number";
  if (record === null) return `nothing is known from Heymarket: ${problem ?? "it was not asked"}`;
  const what = record.isKnown ? "as Heymarket told" : "Heymarket had no contact with this number";
  const at = isoInZone(record.readAt, "UTC");
  return problem === null ? `${what} at ${at}` : `${what} at ${at}, which is old: ${problem}`;
}
