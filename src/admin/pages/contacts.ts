import express, { Router } from "express";
import type { RequestHandler } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { readTypedNumber } from "../../core/base/phone.ts";
import { contactPage } from "../../dashboard/contacts/contact-page.tsx";
import { contactsPage, optStatesPage } from "../../dashboard/contacts/contacts-page.tsx";
import { contactList } from "../../show/views/contacts/contact-list.ts";
import { contactView } from "../../show/views/contacts/contact.ts";
import type { WantedContact } from "../../show/views/contacts/found-contacts.ts";
import { foundContacts } from "../../show/views/contacts/found-contacts.ts";
import type { Records } from "../../ports/store/store.ts";
import type { ServedParts } from "../admin-parts.ts";
import { requireOwnForm, requireRole, visitorOf } from "../door/visitors.ts";
import { revealedNumber } from "../reveal.ts";
import { pageFor } from "./look.ts";
import { notFound } from "./not-found.ts";
import { checkNames, choiceOf, pageOf, PLACE, queryOf, takesNone } from "./query.ts";

/** As a list shows a number, or typed from memory. */
const LAST_FOUR = /^[^\w+]*(?:\+\d{1,3}[•*.…\s]+)?(\d{4})$/;
const NO_NUMBER =
  "This is neither a number, with its country code, such as +1 510 555 0100, or as your country writes it, nor its last four digits, nor a name.";

/** The screens of contacts: no address of them holds a number. */
export function createContactPages(parts: ServedParts): Router {
  const { operator, contactNames } = parts;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: "8kb" });
  const nameOf = (lane: string): string => contactNames.nameOf(lane);
  const laneOf = (name: string): string => laneNamed(contactNames, name);
  const show = async (name: string, number: string | null, response: Parameters<RequestHandler>[1]): Promise<void> => {
    const lane = laneOf(name);
    const { look, store } = pageFor(response, parts);
    const view = await contactView(store, { lane, name, look, inForce: parts.inForce() });
    if (view === null) throw new EngineError("NOT_FOUND", "Nothing is stored of this contact.");
    response.send(contactPage({ view, number }, look));
  };
  const showLately = async (response: Parameters<RequestHandler>[1], problem: string | null): Promise<void> => {
    const { look, store } = pageFor(response, parts);
    const found = await foundContacts(store, null, nameOf);
    response.send(contactsPage({ found, wanted: null, problem }, look));
  };
  router.get("/contacts", async (request, response) => {
    const query = queryOf(request);
    checkNames(query, ["state", ...PLACE]);
    const state = choiceOf(query.get("state"), "state", ["in", "out", "held", "any"] as const) ?? null;
    if (state === null) {
      await showLately(response, null);
      return;
    }
    const { look, store } = pageFor(response, parts);
    const view = await contactList(store, { state: state === "any" ? null : state, ...pageOf(query) }, nameOf);
    response.send(optStatesPage({ view, state }, look));
  });
  router.post("/contacts/find", form, requireOwnForm, async (request, response) => {
    const { number } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const { look, store } = pageFor(response, parts);
    const wanted = wantedBy(number);
    if (wanted !== null) {
      const found = await foundContacts(store, wanted, nameOf);
      response.send(contactsPage({ found, wanted, problem: null }, look));
      return;
    }
    const phone = readTypedNumber(number, parts.inForce().settings.country);
    if (phone !== null && (await isKnown(store, phone))) {
      response.redirect(303, `/contacts/${contactNames.nameOf(phone)}`);
      return;
    }
    response.status(phone === null ? 422 : 404);
    await showLately(response, phone === null ? NO_NUMBER : "Nothing is stored of this number.");
  });
  router.get("/contacts/of/:eventId", takesNone, async (request, response) => {
    const record = await parts.store.getEvent(request.params.eventId);
    if (record === null) throw notFound("event", request.params.eventId);
    response.redirect(303, `/contacts/${contactNames.nameOf(record.event.lane)}`);
  });
  router.get("/contacts/:name", takesNone, (request, response) => show(request.params.name, null, response));
  router.post("/contacts/:name/reveal", form, requireRole("operate"), requireOwnForm, async (request, response) => {
    const name = String(request.params["name"]);
    const number = await revealedNumber(operator, { lane: laneOf(name), by: visitorOf(response).name, reason: null });
    await show(name, number, response);
  });
  return router;
}

/** Whether anything is stored of a number. */
async function isKnown(
  store: Pick<Records, "getContact" | "optStateOf" | "listEvents">,
  phone: string,
): Promise<boolean> {
  if ((await store.getContact(phone)) !== null || (await store.optStateOf(phone)) !== null) return true;
  return (await store.listEvents({ phone, limit: 1 })).rows.length > 0;
}

/** Whom a person looks for who types no whole number. */
function wantedBy(typed: unknown): WantedContact | null {
  const text = typeof typed === "string" ? typed.trim() : "";
  const end = LAST_FOUR.exec(text)?.[1];
  if (end !== undefined) return { end };
  return /\p{L}/u.test(text) ? { name: text } : null;
}

function laneNamed(contactNames: ServedParts["contactNames"], name: string): string {
  const lane = contactNames.laneOf(name);
  if (lane === null) throw new EngineError("NOT_FOUND", "This address names no contact of this engine.");
  return lane;
}
