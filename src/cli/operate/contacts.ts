import { EngineError } from "../../core/base/errors.ts";
import { readFullNumber } from "../../core/base/phone.ts";
import type { OptState } from "../../core/model/event.ts";
import { contactSummary, shownNumber } from "../../show/records/record-summary.ts";
import { toIso, toSecond } from "../../show/text/instants.ts";
import { typeShown } from "../../show/records/replays.ts";
import { printable, printableJson, shorten } from "../../show/text/printable.ts";
import { formatTable } from "../../show/text/table.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { withProjectStore } from "../read/open-project-store.ts";
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
    if (globals.json) {
      printJson(context, "contacts", { contacts: rows.map(contactSummary) });
      return EXIT.ok;
    }
    if (rows.length === 0) {
      context.note(
        state === undefined ? "Nobody has opted out or in, and nobody is held." : `Nobody is in state ${state}.`,
      );
      return EXIT.ok;
    }
    const cells = rows.map(({ phone, state: now, changedAt, reason }) => [
      shownNumber(phone),
      SAID[now],
      toSecond(changedAt, zone),
      shorten(printable(reason), 80),
    ]);
    const header = ["contact", "state", "since", "why"];
    for (const line of formatTable(cells, { header, ...context, whole: [0], below: [3] })) context.out(line);
    return EXIT.ok;
  });
}

/** `heyrules contacts show NUMBER`: what is known of one contact, in full. */
export function showContact(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly number: string; readonly store?: string },
): Promise<ExitCode> {
  const phone = readNumber(options.number);
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const [contact, optState, { rows }] = await Promise.all([
      store.getContact(phone),
      store.optStateOf(phone),
      store.listEvents({ phone, limit: EVENTS_SHOWN }),
    ]);
    if (contact === null && optState === null && rows.length === 0) {
      throw new EngineError("NOT_FOUND", `Nothing is stored of ${phone}.`);
    }
    const events = rows.map(({ event, status }) => ({
      id: event.id,
      type: event.type,
      replayOf: event.replay?.of ?? null,
      status,
      receivedAt: event.receivedAt,
    }));
    if (globals.json) {
      const told = events.map((event) => ({ ...event, receivedAt: toIso(event.receivedAt) }));
      printJson(context, "contact", {
        phone,
        contact: contact && { ...contact, newestAt: toIso(contact.newestAt) },
        optState: optState && {
          ...optState,
          changedAt: toIso(optState.changedAt),
          optedOutAt: toIso(optState.optedOutAt),
        },
        events: told,
      });
      return EXIT.ok;
    }
    const said =
      optState === null
        ? "may be texted: nobody said otherwise"
        : `${SAID[optState.state]} since ${toSecond(optState.changedAt, zone)}: ${printable(optState.reason)}`;
    context.out(`contact  ${phone}${contact?.name == null ? "" : `, ${printable(contact.name)}`}`);
    context.out(`texting  ${said}`);
    if (contact !== null && contact.tags.length > 0) context.out(`tags     ${contact.tags.map(printable).join(", ")}`);
    if (contact !== null && contact.timezone !== null) context.out(`zone     ${printable(contact.timezone)}`);
    if (contact !== null && Object.keys(contact.custom).length > 0)
      context.out(`custom   ${printableJson(contact.custom)}`);
    for (const { event, status } of rows) {
      context.out(`event    ${toSecond(event.receivedAt, zone)}  ${event.id}  ${typeShown(event)}  ${status}`);
    }
    return EXIT.ok;
  });
}

/** `heyrules contacts release NUMBER` and `contacts erase NUMBER`. */
export async function changeContact(
  context: CliContext,
  globals: GlobalOptions,
  options: WishOptions & { readonly kind: "release" | "erase"; readonly number: string },
): Promise<ExitCode> {
  const { kind } = options;
  const phone = readNumber(options.number);
  const atHand = await lookForProject(context, globals);
  return carryOut(context, { ...options, globals, atHand }, { kind, phone });
}

function readNumber(text: string): string {
  const phone = readFullNumber(text);
  if (phone !== null) return phone;
  throw new EngineError("USAGE", `"${printable(text)}" is no number with country code, such as +15105550100.`);
}
