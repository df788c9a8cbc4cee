/** What became of one event of a delivery, or of a delivery that was refused as a whole. */
export interface DeliveryReport {
  /** First 64 characters of the event's type; null when nobody vouches for the delivery. */
  readonly type: string | null;
  /** Id of the webhook configuration, when the body named one. */
  readonly webhookId: string | null;
  /** Null when nothing was stored. */
  readonly eventId: string | null;
  /** What the store said of the event, else the code of the refusal, or `aborted` when the client went away. */
  readonly outcome: string;
  /** How long the delivery took so far. */
  readonly ms: number;
  /** Name of the webhook source; null when there is none at the address. */
  readonly source: string | null;
  /** Where it was posted, without query, its first 80 characters; absent for what a link brought, whose address is a secret. */
  readonly path?: string;
}

/** Told what became of each delivery after it was answered; it must not throw. */
export type DeliveryObserver = (report: DeliveryReport) => void;
