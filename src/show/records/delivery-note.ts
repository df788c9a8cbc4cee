import type { Delivery, DeliveryOutcome } from "../../core/model/delivery.ts";

/** How the delivery of a text stands, in a few words: `not delivered (failed): carrier violation`. */
export function deliveryNote({ outcome, status, reason }: Delivery): string {
  const why = reason === null ? "" : `: ${reason}`;
  const words = WORDS[outcome];
  return words === status ? words : `${words} (${status})${why}`;
}

const WORDS: Readonly<Record<DeliveryOutcome, string>> = {
  pending: "under way",
  delivered: "delivered",
  failed: "not delivered",
};
