import { followingEventId } from "../base/ids.ts";
import { canonicalJson, isJsonObject } from "../base/json.ts";
import { StepError } from "../base/step-error.ts";
import { wordlessEvent } from "../model/event.ts";
import type { Contact, RaisedCount } from "../model/contact.ts";
import type { Event, NewEvent } from "../model/event.ts";
import { PATIENT } from "./attempts.ts";
import type { ActionDefinition, PlannedHalf } from "./definition.ts";
import { words } from "./definition.ts";

/** So many events that rules raise may follow from one another, so that rules which answer each other come to an end. */
export const LONGEST_CHAIN = 8;

/** So many events may be raised because of one that no rule raised: a list in each of a chain of rules multiplies. */
const MOST_RAISED = 500;

/** So many causes are remembered with their counts, so that what is kept of a contact stays small. */
const CAUSES_COUNTED = 32;

/** An event of the rule's own, in the lane of its run: stored with the transaction that plans it, and nothing outside. */
export const emit: ActionDefinition<"emit"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: [],
  inner: { isAll: () => true, contactAfter: counted, raised: raisedEvent, raises: ({ event }) => event },
  render: ({ event, data }, context) => {
    if (placeInChain(context.event) >= LONGEST_CHAIN) {
      const chain = `it would be number ${LONGEST_CHAIN + 1} of events that rules raised because of one another`;
      throw new StepError(`${event} is not raised: ${chain}, and ${LONGEST_CHAIN} is the most`);
    }
    const cause = causeOf(context.event);
    if (countOf(cause, context.contact) >= MOST_RAISED) {
      const all = `rules raised ${MOST_RAISED} events because of ${cause}, and that is the most`;
      throw new StepError(`${event} is not raised: ${all}`);
    }
    const rendered = context.value(data);
    return { event, data: isJsonObject(rendered) ? rendered : {} };
  },
  describeSpec: ({ event }) => [words(`emit ${event}`)],
  describeRequest: ({ event, data }) => [words(`emit ${event}`), { kind: "payload", value: data }],
};

/** The dedupe key of the event that an effect raised. */
export function raisedKey(effectId: string): string {
  return `raised:${effectId}`;
}

/** Which one of a chain of raised events an event is, counted from 1; 0 for one that no rule raised. */
function placeInChain({ raised }: Event): number {
  return raised?.place ?? 0;
}

/** The event that no rule raised, from which an event follows. */
function causeOf({ id, raised }: Event): string {
  return raised?.cause ?? id;
}

function countOf(cause: string, { raised = [] }: Contact): number {
  return raised.find((each) => each.cause === cause)?.count ?? 0;
}

/** All that follows from one event is in one lane, so its contact can count it. */
function counted(contact: Contact, { event }: PlannedHalf<"emit">): Contact {
  const cause = causeOf(event);
  const others = (contact.raised ?? []).filter((each) => each.cause !== cause);
  const now: RaisedCount = { cause, count: countOf(cause, contact) + 1 };
  return { ...contact, raised: [...others, now].slice(-CAUSES_COUNTED) };
}

function raisedEvent({ request, effectId, event: cause, movedTo, now, digest }: PlannedHalf<"emit">): NewEvent {
  const { event: type, data } = request;
  const { source, lane, phone, dry } = cause;
  const told = wordlessEvent({
    ...{
      id: followingEventId(digest, { now, from: effectId }),
      type,
      origin: "rule",
      source,
      at: now,
      receivedAt: now,
    },
    ...{ lane, phone, inboxId: movedTo ?? cause.inboxId, data, ...(dry === true ? { dry } : {}) },
  });
  return {
    event: { ...told, raised: { by: effectId, place: placeInChain(cause) + 1, cause: causeOf(cause) } },
    body: JSON.stringify({ type, event_data: data }),
    digest: digest(canonicalJson({ type, data })),
    dedupe: { key: raisedKey(effectId), value: "", windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  };
}
