import type { Records } from "../../../ports/store/store.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import { calledAs } from "./called-as.ts";

/** What contacts are called, by their lanes; each is asked for once, however often a list names it. Null for who has no name. */
export async function namesOf(
  store: Pick<Records, "getContact">,
  lanes: readonly string[],
): Promise<(lane: string) => string | null> {
  const names = new Map(
    await Promise.all(
      [...new Set(lanes)].map(
        async (lane) => [lane, calledAs(await store.getContact(lane), phoneOfLane(lane))] as const,
      ),
    ),
  );
  return (lane) => names.get(lane) ?? null;
}
