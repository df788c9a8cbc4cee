import { EngineError } from "../../../core/base/errors.ts";
import type { OptState } from "../../../core/model/event.ts";
import { wroteBefore } from "../../../show/views/contacts/held-by.ts";
import { contactView } from "../../../show/views/contacts/contact.ts";
import { viewJson } from "../../../show/views/view-json.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import { maskedContact } from "../../../show/records/masked-record.ts";
import { contactSummary } from "../../../show/records/record-summary.ts";
import type { ServedParts } from "../../admin-parts.ts";
import { revealedNumber } from "../../reveal.ts";
import { filterByOne, givenNumber, givenText, idParameter, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import { personOf } from "../person.ts";
import type { ApiRequest, Parameter, Route } from "../route.ts";
import { named, pageOf } from "../schema.ts";

const EVENTS_SHOWN = 10;

const NAME: Parameter = {
  name: "name",
  in: "path",
  description: "The `address` of a contact, which holds no number.",
  schema: { type: "string", minLength: 1 },
};

/** What can be asked of contacts. */
export const CONTACT_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/contacts",
    operationId: "listOptStates",
    tag: "contacts",
    summary: "Who opted out, is held or opted in, by number",
    role: "read",
    parameters: [filterByOne("state", ["out", "held", "in"], "Only these."), ...PAGE_PARAMETERS],
    answer: pageOf("contacts", named("OptState"), "A page of who may be texted."),
    refuses: ["USAGE"],
    handle: listOptStates,
  },
  {
    method: "post",
    path: "/contacts/find",
    operationId: "findContact",
    tag: "contacts",
    summary: "What is known of the contact of a number",
    description: "In the body, since URLs are kept in logs.",
    role: "read",
    parameters: [],
    body: "ContactQuestion",
    example: { phone: "+15105550100" },
    answer: named("Contact"),
    refuses: ["NOT_FOUND", "USAGE"],
    handle: findContact,
  },
  {
    method: "get",
    path: "/contacts/named/{name}",
    operationId: "getContact",
    tag: "contacts",
    summary: "What is known of a contact",
    role: "read",
    parameters: [NAME],
    answer: named("Contact"),
    refuses: ["NOT_FOUND"],
    handle: ({ parts, given }) => contactAnswer(parts, laneNamed(parts, given)),
  },
  {
    method: "post",
    path: "/contacts/named/{name}/reveal",
    operationId: "revealContact",
    tag: "contacts",
    summary: "The whole number of a contact",
    description: "The audit keeps who looked at it, and why.",
    role: "operate",
    parameters: [NAME],
    body: "Wish",
    example: { by: "Ada", reason: "she asked us to call her" },
    answer: named("RevealedContact"),
    refuses: ["NOT_FOUND", "USAGE"],
    handle: async ({ parts, visitor, given, body }) => {
      const { by, reason } = body as { readonly by?: string; readonly reason: string | null };
      const wish = { lane: laneNamed(parts, given), by: personOf(visitor, by), reason };
      return { phone: await revealedNumber(parts.operator, wish) };
    },
  },
  {
    method: "get",
    path: "/contacts/of/{id}",
    operationId: "getContactOfEvent",
    tag: "contacts",
    summary: "What is known of the contact of an event",
    description: "A contact is named by one of its events, so that no number stands in a URL.",
    role: "read",
    parameters: [idParameter("event")],
    answer: named("Contact"),
    refuses: ["NOT_FOUND"],
    handle: getContactOfEvent,
  },
];

async function listOptStates({ parts, given }: ApiRequest): Promise<object> {
  const state = givenText(given, "state");
  const { rows, next } = await parts.store.listOptStates({
    ...pageOptions(given),
    ...(state === undefined ? {} : { state: state as OptState["state"] }),
  });
  const nameOf = (phone: string): string | null => (phone.startsWith("+") ? parts.contactNames.nameOf(phone) : null);
  const told = rows.map(async (row) => ({
    ...contactSummary(row),
    address: nameOf(row.phone),
    wrote: await wroteBefore(parts.store, row),
  }));
  return { contacts: await Promise.all(told), next };
}

async function findContact({ parts, body }: ApiRequest): Promise<object> {
  const { phone } = body as { readonly phone: string };
  return contactAnswer(
    parts,
    givenNumber(phone, { name: "phone", country: parts.inForce().settings.country, isInUrl: false }),
  );
}

async function getContactOfEvent({ parts, given }: ApiRequest): Promise<object> {
  const id = givenText(given, "id") ?? "";
  const record = await parts.store.getEvent(id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no event "${id}".`);
  return contactAnswer(parts, record.event.lane);
}

/** @throws EngineError NOT_FOUND. */
function laneNamed({ contactNames }: ServedParts, given: ApiRequest["given"]): string {
  const lane = contactNames.laneOf(givenText(given, "name") ?? "");
  if (lane === null) throw new EngineError("NOT_FOUND", "This address names no contact of this engine.");
  return lane;
}

/** @throws EngineError NOT_FOUND when nothing is stored of it. */
async function contactAnswer({ store, contactNames, clock, inForce }: ServedParts, lane: string): Promise<object> {
  const address = contactNames.nameOf(lane);
  const phone = phoneOfLane(lane);
  const look = { now: clock.now(), zone: inForce().settings.timezone };
  const [view, contact, optState, events] = await Promise.all([
    contactView(store, { lane, name: address, look, inForce: inForce() }),
    store.getContact(lane),
    phone === null ? null : store.optStateOf(phone),
    phone === null ? { rows: [] } : store.listEvents({ phone, limit: EVENTS_SHOWN }),
  ]);
  if (view === null) throw new EngineError("NOT_FOUND", "Nothing is stored of this contact.");
  const { optHistory, timeline, open } = viewJson(view);
  return { address, ...maskedContact({ contact, optState }, events.rows), optHistory, timeline, open };
}
