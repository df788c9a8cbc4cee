/** How the way of a text to its recipient stands: under way, arrived, or ended without arriving. */
export type DeliveryOutcome = "pending" | "delivered" | "failed";

/** All of them, in the words rules and `--delivery` use. */
export const DELIVERY_OUTCOMES: readonly DeliveryOutcome[] = ["pending", "delivered", "failed"];

/** Runs of which texts that went out people ask for: any, or those that answered outside opening hours. */
export type SentChoice = (typeof SENT_CHOICES)[number];

/** All of them, in the words of `--sent`. */
export const SENT_CHOICES = ["yes", "out_of_hours"] as const;

/** What Heymarket reported of a text that went out. */
export interface Delivery {
  readonly outcome: DeliveryOutcome;
  /** The vendor's status, as delivered. */
  readonly status: string;
  /** The carrier's words on a failure, or null. */
  readonly reason: string | null;
  /** When that became so by the vendor's clock, else when it was received; epoch milliseconds. */
  readonly at: number;
}

/** What becomes of the delivery of one effect. */
export interface DeliveryChange {
  readonly effectId: string;
  /** Lane of the effect, which may be another than that of the report: a text may go to any number. */
  readonly lane: string;
  readonly delivery: Delivery;
}
