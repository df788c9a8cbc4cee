import express, { Router } from "express";
import type { Request, Response } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { readTypedNumber } from "../../core/base/phone.ts";
import { contactPage } from "../../dashboard/contacts/contact-page.tsx";
import { contactsPage, optStatesPage } from "../../dashboard/contacts/contacts-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
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
import type { KeptBriefly } from "./kept-briefly.ts";
import { createKeptBriefly } from "./kept-briefly.ts";
import { checkNames, choiceOf, pageOf, parameterOf, PLACE, queryOf, takesNone } from "./query.ts";

/** As a list shows a number, or typed from memory. */
const LAST_FOUR = /^[^\w+]*(?:\+\d{1,3}[•*.…\s]+)?(\d{4})$/;
/** Of a name that is looked for, more is not kept. */
const LONGEST_NAME = 200;
const NO_NUMBER =
  "This is neither a number, with its country code, such as +1 510 555 0100, or as your country writes it, nor its last four digits, nor a name.";

const UNKNOWN = "Nothing is stored of this number.";
const FORGOTTEN = "This search is not remembered any more: searches are kept for an hour, and in no address.";

/** So long a browser may come back to what was found, and to a number that is shown whole. */
const SEARCH_MS = 3_600_000;
const NUMBER_MS = 600_000;

/** What somebody looked for: those who fit, or why there is nothing to look for. */
type Search =
  | { readonly wanted: WantedContact; readonly problem: null }
  | { readonly wanted: null; readonly problem: string; readonly status: number };

/** A number that somebody asked to see, of whom, and by which login. */
interface ShownNumber {
  readonly number: string;
  readonly lane: string;
  readonly formToken: string | null;
}

/** The screens of contacts: no address of them holds a number, or what was looked for. */
export function createContactPages(parts: ServedParts): Router {
  const { operator, contactNames, monotonicMs } = parts;
  const searches = createKeptBriefly<Search>({ now: monotonicMs, lifeMs: SEARCH_MS });
  const numbers = createKeptBriefly<ShownNumber>({ now: monotonicMs, lifeMs: NUMBER_MS });
  const router = Router();
  const form = express.urlencoded({ extended: false, limit: "8kb" });
  router.get("/contacts", (request, response) => showContacts(parts, searches, { request, response }));
  router.post("/contacts/find", form, requireOwnForm, async (request, response) => {
    const { number } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const wanted = wantedBy(number);
    const phone = wanted === null ? readTypedNumber(number, parts.inForce().settings.country) : null;
    if (phone !== null && (await isKnown(pageFor(response, parts).store, phone))) {
      response.redirect(303, `/contacts/${contactNames.nameOf(phone)}`);
      return;
    }
    const problem = phone === null ? { status: 422, problem: NO_NUMBER } : { status: 404, problem: UNKNOWN };
    const key = searches.keep(wanted === null ? { wanted, ...problem } : { wanted, problem: null });
    response.redirect(303, `/contacts?found=${key}`);
  });
  router.get("/contacts/of/:eventId", takesNone, async (request, response) => {
    const record = await parts.store.getEvent(request.params.eventId);
    if (record === null) throw notFound("event", request.params.eventId);
    response.redirect(303, `/contacts/${contactNames.nameOf(record.event.lane)}`);
  });
  router.get("/contacts/:name", async (request, response) => {
    checkNames(queryOf(request), ["shown"]);
    const { name } = request.params;
    const lane = laneNamed(contactNames, name);
    const key = parameterOf(request, "shown");
    const { formToken, role } = visitorOf(response);
    const kept = role === "operate" ? numbers.find(key) : null;
    const number = kept?.lane === lane && kept.formToken === formToken ? kept.number : null;
    const { look, store } = pageFor(response, parts);
    const view = await contactView(store, { lane, name, look, inForce: parts.inForce() });
    if (view === null) throw new EngineError("NOT_FOUND", "Nothing is stored of this contact.");
    const isHidden = key !== "" && number === null;
    response.status(isHidden ? 410 : 200).send(contactPage({ view, number, isHidden }, look));
  });
  router.post("/contacts/:name/reveal", form, requireRole("operate"), requireOwnForm, async (request, response) => {
    const name = String(request.params["name"]);
    const lane = laneNamed(contactNames, name);
    const { name: by, formToken } = visitorOf(response);
    const number = await revealedNumber(operator, { lane, by, reason: null });
    response.redirect(303, `/contacts/${name}?shown=${numbers.keep({ number, lane, formToken })}`);
  });
  return router;
}

/** The list that an address names: those in touch lately, those of a state, or those that a search found. */
async function showContacts(
  parts: ServedParts,
  searches: KeptBriefly<Search>,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const query = queryOf(request);
  checkNames(query, ["state", "found", ...PLACE]);
  const nameOf = (lane: string): string => parts.contactNames.nameOf(lane);
  const state = choiceOf(query.get("state"), "state", ["in", "out", "held", "any"] as const) ?? null;
  const { look, store } = pageFor(response, parts);
  const [key, after] = [parameterOf(request, "found"), parameterOf(request, "after")];
  const kept: Search | null =
    key === "" ? null : (searches.find(key) ?? { wanted: null, problem: FORGOTTEN, status: 410 });
  const isShownBy = { state: state ?? "", found: kept?.wanted == null ? "" : key };
  const place = placeFrom("/contacts", { query: isShownBy, after, trail: parameterOf(request, "trail") });
  if (state !== null) {
    const view = await contactList(store, { state: state === "any" ? null : state, ...pageOf(query) }, nameOf);
    response.send(optStatesPage({ view, state }, { ...look, place }));
    return;
  }
  const { wanted = null, problem = null } = kept ?? {};
  const found = await foundContacts(store, wanted, { nameOf, ...(after === "" ? {} : { after }) });
  if (kept?.wanted === null) response.status(kept.status);
  response.send(contactsPage({ found, wanted, problem }, { ...look, place }));
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
  const text = typeof typed === "string" ? typed.trim().slice(0, LONGEST_NAME) : "";
  const end = LAST_FOUR.exec(text)?.[1];
  if (end !== undefined) return { end };
  return /\p{L}/u.test(text) ? { name: text } : null;
}

function laneNamed(contactNames: ServedParts["contactNames"], name: string): string {
  const lane = contactNames.laneOf(name);
  if (lane === null) throw new EngineError("NOT_FOUND", "This address names no contact of this engine.");
  return lane;
}
