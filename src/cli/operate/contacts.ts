import { heldBy } from "../../show/views/contacts/held-by.ts";
import { maskNumbers } from "../../show/text/redact.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Contact } from "../../core/model/contact.ts";
import type { KnownContact } from "../../core/model/contact-record.ts";
import { knownOf } from "../../core/model/contact-record.ts";
import type { OptPast, OptState } from "../../core/model/event.ts";
import type { EventRecord } from "../../ports/store/store.ts";
import { contactSummary, shownNumber } from "../../show/records/record-summary.ts";
import { toIso, toSecond } from "../../show/text/instants.ts";
import { typeShown } from "../../show/records/replays.ts";
import { printable, printableJson, shorten } from "../../show/text/printable.ts";
import { formatTable, noteCell } from "../../show/text/table.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { namedContact } from "../read/named-contact.ts";
import { givenNumber } from "../read/given-number.ts";
import { withProjectStore, withWholeRecords } from "../read/open-project-store.ts";
import type { WishOptions } from "./carry-out.ts";
import { carryOut } from "./carry-out.ts";
import { lookForProject } from "./project-in-force.ts";

/** What `contacts ls` is asked for. */
export interface ContactsQuery {
  readonly state?: OptState["state"];
  readonly limit: number;
  readonly store?: string;
}

const EVENTS_SHOWN = 10;
const SAID: Readonly<Record<OptState["state"], string>> = {
  out: "opted out",
  held: "held for a person",
  in: "may be texted",
};

/** `heyrules contacts ls`: whom the engine may text and whom not, as far as anybody said. */
export function listContacts(context: CliContext, globals: GlobalOptions, options: ContactsQuery): Promise<ExitCode> {
  const { state, limit, store: url } = options;
  return withProjectStore(context, globals, url, async (store, zone) => {
    const { rows } = await store.listOptStates({ limit, ...(state === undefined ? {} : { state }) });
    const events = await Promise.all(rows.map((row) => heldBy(store, row)));
    if (globals.json) {
      const contacts = rows.map((row, index) => ({ ...contactSummary(row), event: events[index]?.id ?? null }));
      printJson(context, "contacts", { contacts });
      return EXIT.ok;
    }
    if (rows.length === 0) {
      context.note(
        state === undefined ? "Nobody has opted out or in, and nobody is held." : `Nobody is in state ${state}.`,
      );
      return EXIT.ok;
    }
    const cells = rows.map(({ phone, state: now, changedAt, reason }, index) => [
      shownNumber(phone),
      SAID[now],
      toSecond(changedAt, zone),
      events[index]?.id ?? "",
      noteCell(reason, { most: 80, ...context }),
      shorten(maskNumbers(printable(events[index]?.text ?? "")), 80),
    ]);
    const header = ["contact", "state", "since", "event", "why", "wrote"];
    for (const line of formatTable(cells, { header, ...context, whole: [0, 3], below: [4, 5] })) context.out(line);
    return EXIT.ok;
  });
}

/** `heyrules contacts show NUMBER`: what is known of one contact, in full; the end of its number or its name will do. */
export async function showContact(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly number: string; readonly store?: string },
): Promise<ExitCode> {
  const { number: text, store: url } = options;
  const phone = await namedContact(context, globals, { text, ...(url === undefined ? {} : { store: url }) });
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const [contact, optState, optHistory, { rows }] = await Promise.all([
      store.getContact(phone),
      store.optStateOf(phone),
      store.optHistory(phone),
      store.listEvents({ phone, limit: EVENTS_SHOWN }),
    ]);
    if (contact === null && optState === null && rows.length === 0) {
      throw new EngineError("NOT_FOUND", `Nothing is stored of ${phone}.`);
    }
    if (globals.json) {
      printJson(context, "contact", { phone, ...contactJson({ contact, optState, optHistory, rows }) });
      return EXIT.ok;
    }
    const said =
      optState === null
        ? "may be texted: nobody said otherwise"
        : `${SAID[optState.state]} since ${toSecond(optState.changedAt, zone)}: ${printable(optState.reason)}`;
    const known = contact === null ? null : knownOf(contact);
    context.out(`contact  ${phone}${known?.name == null ? "" : `, ${printable(known.name)}`}`);
    context.out(`texting  ${said}`);
    for (const { state, at, reason } of optHistory.slice(0, -1).reverse())
      context.out(`before   ${SAID[state]} since ${toSecond(at, zone)}: ${printable(reason)}`);
    for (const line of knownLines(known)) context.out(line);
    for (const { event, status } of rows) {
      context.out(`event    ${toSecond(event.receivedAt, zone)}  ${event.id}  ${typeShown(event)}  ${status}`);
    }
    return EXIT.ok;
  });
}

/** What is known besides the name: tags, zone, custom fields. */
function knownLines(known: KnownContact | null): readonly string[] {
  if (known === null) return [];
  const { tags, timezone, custom } = known;
  return [
    ...(tags.length === 0 ? [] : [`tags     ${tags.map(printable).join(", ")}`]),
    ...(timezone === null ? [] : [`zone     ${printable(timezone)}`]),
    ...(Object.keys(custom).length === 0 ? [] : [`custom   ${printableJson(custom)}`]),
  ];
}

/** A contact as the store has it, but for what everything that is known puts in place of what events and rules told. */
function contactRecordJson(contact: Contact): object {
  const { readAt, ...known } = knownOf(contact);
  return { ...contact, ...known, recordReadAt: toIso(readAt), newestAt: toIso(contact.newestAt) };
}

function contactJson({
  contact,
  optState,
  optHistory,
  rows,
}: {
  readonly contact: Contact | null;
  readonly optState: OptState | null;
  readonly optHistory: readonly OptPast[];
  readonly rows: readonly EventRecord[];
}): object {
  return {
    contact: contact && contactRecordJson(contact),
    optState: optState && {
      ...optState,
      changedAt: toIso(optState.changedAt),
      optedOutAt: toIso(optState.optedOutAt),
    },
    optHistory: optHistory.map((past) => ({ ...past, at: toIso(past.at) })).reverse(),
    events: rows.map(({ event, status }) => ({
      id: event.id,
      type: event.type,
      replayOf: event.replay?.of ?? null,
      status,
      receivedAt: toIso(event.receivedAt),
    })),
  };
}

/** `heyrules contacts release NUMBER` and `contacts erase NUMBER`. */
export async function changeContact(
  context: CliContext,
  globals: GlobalOptions,
  options: WishOptions & { readonly kind: "release" | "erase"; readonly number: string },
): Promise<ExitCode> {
  const { kind } = options;
  const phone = await contactOf(context, globals, options);
  const atHand = await lookForProject(context, globals);
  return carryOut(context, { ...options, globals, atHand }, { kind, phone });
}

/** The contact that a number names, or one of their events: lists mask numbers, and name the event in their place. */
async function contactOf(
  context: CliContext,
  globals: GlobalOptions,
  { number: text, store: url }: { readonly number: string; readonly store?: string },
): Promise<string> {
  if (!text.startsWith("evt_")) return givenNumber(context, globals, { text, what: "NUMBER" });
  const record = await withWholeRecords(context, globals, url, (store) => store.getEvent(text));
  const phone = record?.event.phone ?? null;
  if (phone !== null) return phone;
  throw new EngineError("NOT_FOUND", `There is no event ${printable(text)} of a contact with a number.`);
}
