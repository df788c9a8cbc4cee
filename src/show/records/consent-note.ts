import type { Event, OptState } from "../../core/model/event.ts";
import { printable } from "../text/printable.ts";

/** What an event changed of who may be texted, such as `held the contact: text reads like an opt-out`; null when nothing. */
export function consentNote({ consent }: Pick<Event, "consent">): string | null {
  if (consent === undefined || consent === null) return null;
  return `${DEEDS[consent.state]}: ${printable(consent.reason)}`;
}

const DEEDS: Readonly<Record<OptState["state"], string>> = {
  out: "opted the contact out",
  held: "held the contact for a person",
  in: "opted the contact in",
};
