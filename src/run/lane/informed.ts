import type { ChangeSet } from "../../core/model/changes.ts";
import { mergeChanges, NO_CHANGES } from "../../core/model/changes.ts";
import type { Contact } from "../../core/model/contact.ts";
import { isFresh, withRecord } from "../../core/model/contact-record.ts";
import type { Event, OptChange, OptState } from "../../core/model/event.ts";
import { isDry } from "../../core/model/source.ts";
import { optOutTold } from "../../core/texting/opt-state.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import type { ContactReading, ContactRecords } from "../../ports/outside/contact-records.ts";
import type { EngineParts } from "../engine-parts.ts";
import type { Hold } from "../hold.ts";

/** By what it is decided. */
interface Known {
  readonly contact: Contact;
  readonly optState: OptState | null;
}

/** Decides, and tells when it looks at what Heymarket knows of the contact. */
type Decide<Result> = (known: Known, onContactRead: () => void) => Result | Promise<Result>;

/** What was decided, and by what. */
interface Informed<Result> {
  readonly result: Result;
  /** The contact it was decided with; another object than the one given when it was read. */
  readonly contact: Contact;
  /** An opt-out that was read with it, to be committed with what was decided; null when there was none. */
  readonly optOut: OptChange | null;
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
  hold: Pick<Hold, "parts" | "signal" | "aside">,
  { event, ...known }: Known & { readonly event: Event },
  decide: Decide<Result>,
): Promise<Informed<Result> | null> {
  const { activeRules, clock, contactRecords, digest } = hold.parts;
  const first = await decideWatched(known, decide);
  if (!first.isContactRead || contactRecords === undefined) return { ...first, optOut: null, note: null };
  const isDryEvent = isDry(event, activeRules().settings);
  const looked = await lookAt(hold, {
    contact: known.contact,
    contactRecords,
    notAsked: isDryEvent ? dryProblem(event) : null,
  });
  if (looked === null) return null;
  const { contact, problem, wasAsked } = looked;
  const note = describeRecord(contact, problem);
  const told = isDryEvent ? null : optOutTold(contact, known.optState, { event, now: clock.now(), digest });
  if (!wasAsked && told === null) return { ...first, optOut: null, note };
  const again = await decideWatched({ contact, optState: told?.state ?? known.optState }, decide);
  return { ...again, optOut: told?.change ?? null, note };
}

/** A contact with its record as it is to be gone by. */
interface Looked {
  readonly contact: Contact;
  /** Why it is not as Heymarket has it now; null when it is. */
  readonly problem: string | null;
  readonly wasAsked: boolean;
}

async function lookAt(
  { parts, signal, aside }: Pick<Hold, "parts" | "signal" | "aside">,
  {
    contact,
    contactRecords,
    notAsked,
  }: { readonly contact: Contact; readonly contactRecords: ContactRecords; readonly notAsked: string | null },
): Promise<Looked | null> {
  const { phone } = contact;
  if (phone === null || !mustBeRead(parts, contact)) return { contact, problem: null, wasAsked: false };
  if (notAsked !== null) return { contact, problem: notAsked, wasAsked: false };
  const longestMs = parts.activeRules().settings.contactReads.waitMs;
  const waitMs = contact.record === null ? longestMs : Math.min(longestMs, WAIT_WITH_OLDER_MS);
  const reading = await aside(() => unlessAborted(contactRecords.read(phone, waitMs), signal));
  if (reading === null) return null;
  return reading.ok
    ? { contact: withRecord(contact, reading.record), problem: null, wasAsked: true }
    : { contact, problem: reading.problem, wasAsked: true };
}

/** What was decided, with the opt-out that was read before. */
export function withOptOut(changes: ChangeSet, optOut: OptChange | null): ChangeSet {
  return optOut === null ? changes : mergeChanges({ ...NO_CHANGES, optChange: optOut }, changes);
}

/** Whether what is known of a contact is missing or old, and there is somebody to ask. */
export function mustBeRead(
  { contactRecords, clock, activeRules }: Pick<EngineParts, "contactRecords" | "clock" | "activeRules">,
  contact: Contact,
): boolean {
  return contactRecords !== undefined && !isFresh(contact, clock.now(), activeRules().settings.contactReads.ttlMs);
}

async function decideWatched<Result>(
  known: Known,
  decide: Decide<Result>,
): Promise<{ readonly result: Result; readonly contact: Contact; readonly isContactRead: boolean }> {
  let isContactRead = false;
  const result = await decide(known, () => {
    isContactRead = true;
  });
  return { result, contact: known.contact, isContactRead };
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
