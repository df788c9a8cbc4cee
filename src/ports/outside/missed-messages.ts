/**
 * Asks Heymarket once for the messages of a contact since an instant, epoch milliseconds, and has those enter the inbox that no
 * webhook told. Gives how many, or why it is not known. Never rejects.
 */
export type MissedMessages = (asked: {
  readonly lane: string;
  readonly since: number;
}) => Promise<{ readonly entered: number; readonly problem: string | null }>;
