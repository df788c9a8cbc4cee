import express, { Router } from "express";
import type { RequestHandler } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { readFullNumber } from "../../core/base/phone.ts";
import { contactPage, contactsPage } from "../../dashboard/contacts/contacts-page.tsx";
import { contactList } from "../../show/views/contacts/contact-list.ts";
import { contactView } from "../../show/views/contacts/contact.ts";
import type { ServedParts } from "../admin-parts.ts";
import { requireOwnForm, requireRole, visitorOf } from "../door/visitors.ts";
import { revealedNumber } from "../reveal.ts";
import { pageLookOf } from "./look.ts";
import { choiceOf, PAGE_LENGTH, pageOf, queryOf } from "./query.ts";

/** The screens of contacts: no address of them holds a number. */
export function createContactPages(parts: ServedParts): Router {
  const { store, operator, contactNames } = parts;
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: "8kb" });
  const nameOf = (lane: string): string => contactNames.nameOf(lane);
  const laneOf = (name: string): string => {
    const lane = contactNames.laneOf(name);
    if (lane === null) throw new EngineError("NOT_FOUND", "This address names no contact of this engine.");
    return lane;
  };
  const show = async (name: string, number: string | null, response: Parameters<RequestHandler>[1]): Promise<void> => {
    const lane = laneOf(name);
    const view = await contactView(store, lane, name);
    if (view === null) throw new EngineError("NOT_FOUND", "Nothing is stored of this contact.");
    response.send(contactPage({ view, number }, pageLookOf(response, parts)));
  };
  router.get("/contacts", async (request, response) => {
    const query = queryOf(request);
    const state = choiceOf(query.get("state"), "state", ["in", "out", "held"] as const) ?? null;
    const view = await contactList(store, { state, ...pageOf(query) }, nameOf);
    response.send(contactsPage({ view, state, problem: null }, pageLookOf(response, parts)));
  });
  router.post("/contacts/find", form, requireOwnForm, async (request, response) => {
    const { number } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const phone = readFullNumber(number);
    if (phone !== null && (await contactView(store, phone, "")) !== null) {
      response.redirect(303, `/contacts/${contactNames.nameOf(phone)}`);
      return;
    }
    const problem =
      phone === null
        ? "This is no number with country code, such as +1 510 555 0100."
        : "Nothing is stored of this number.";
    const view = await contactList(store, { state: null, limit: PAGE_LENGTH }, nameOf);
    response.status(phone === null ? 422 : 404);
    response.send(contactsPage({ view, state: null, problem }, pageLookOf(response, parts)));
  });
  router.get("/contacts/of/:eventId", async (request, response) => {
    const record = await store.getEvent(request.params.eventId);
    if (record === null)
      throw new EngineError("NOT_FOUND", `There is no event ${request.params.eventId} in the store.`);
    response.redirect(303, `/contacts/${contactNames.nameOf(record.event.lane)}`);
  });
  router.get("/contacts/:name", (request, response) => show(request.params.name, null, response));
  router.post("/contacts/:name/reveal", form, requireRole("operate"), requireOwnForm, async (request, response) => {
    const name = String(request.params["name"]);
    const number = await revealedNumber(operator, { lane: laneOf(name), by: visitorOf(response).name, reason: null });
    await show(name, number, response);
  });
  return router;
}
