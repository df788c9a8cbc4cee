/** A text that is to go out later. */
export interface ScheduledText {
  readonly id: number;
  readonly inbox_id: number;
  readonly user_id: number | null;
  readonly phone_number: string;
  /** Epoch milliseconds. */
  readonly execute: number;
  readonly text: string | null;
  readonly template: number | null;
  readonly local_id: string | null;
}

/** An e-mail that was accepted. */
export interface Email {
  readonly id: number;
  readonly inbox: number;
  readonly creator_id: number;
  readonly targets: readonly string[];
  readonly conv_title: string | null;
  /** HTML. */
  readonly text: string;
  readonly raw_text: string | null;
  readonly local_id: string | null;
}
