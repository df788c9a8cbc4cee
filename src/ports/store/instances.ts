import type { Instance } from "../../core/alarm/instance.ts";

/** The engines that have a store open at once. */
export interface Instances {
  /** Shows that an engine is there, as it is now, and resolves with the others that did so within {@link SEEN_MS}, by name. Rejects when the store fails. */
  announce(own: Instance): Promise<readonly Instance[]>;
  /**
   * Keeps whether people were told that the engines differ, over all that start and end, and resolves with whether that is news:
   * of several that say the same one hears so. Rejects when the store fails.
   */
  tell(isDifferent: boolean): Promise<boolean>;
  /** Takes an engine from among them that is about to end. Rejects when the store fails. */
  leave(id: string): Promise<void>;
}

/** Whoever has not shown itself for so long is gone; milliseconds. */
export const SEEN_MS = 45_000;
