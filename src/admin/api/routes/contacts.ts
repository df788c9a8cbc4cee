import { EngineError } from "../../../core/base/errors.ts";
import type { OptState } from "../../../core/model/event.ts";
import { maskedContact } from "../../../show/records/masked-record.ts";
import { contactSummary } from "../../../show/records/record-summary.ts";
import { filterByOne, givenText, idParameter, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import type { ApiRequest, Route } from "../route.ts";
import { named, pageOf } from "../schema.ts";

const EVENTS_SHOWN = 10;

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
    handle: getContact,
  },
];

async function listOptStates({ parts, given }: ApiRequest): Promise<object> {
  const state = givenText(given, "state");
  const { rows, next } = await parts.store.listOptStates({
    ...pageOptions(given),
    ...(state === undefined ? {} : { state: state as OptState["state"] }),
  });
  return { contacts: rows.map(contactSummary), next };
}

async function getContact({ parts: { store }, given }: ApiRequest): Promise<object> {
  const id = givenText(given, "id") ?? "";
  const record = await store.getEvent(id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no event "${id}".`);
  const { lane, phone } = record.event;
  const [contact, optState, events] = await Promise.all([
    store.getContact(lane),
    phone === null ? null : store.optStateOf(phone),
    phone === null ? { rows: [record] } : store.listEvents({ phone, limit: EVENTS_SHOWN }),
  ]);
  return maskedContact({ contact, optState }, events.rows);
}
