import type { Passing } from "../core/event/retention.ts";
import type { Passage, Passed } from "../ports/store/retention.ts";
import type { Age } from "../ports/store/upkeep.ts";

/** Takes everything that is old away, part after part. Events first: what is dropped need not be redacted. */
export async function forgetAll({ horizons, now }: Age, forget: (passage: Passage) => Promise<Passed>): Promise<void> {
  for (const what of ORDER) {
    for (let after: string | null = null; ;) {
      const { next } = await forget({ what, before: horizons[what], now, after });
      if (next === null) break;
      after = next;
    }
  }
}

const ORDER: readonly Passing[] = ["events", "texts", "dedupe_keys", "reservations", "audit", "tallies"];
