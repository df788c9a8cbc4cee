import { NO_CHANGES } from "../core/model/changes.ts";
import type { Contact } from "../core/model/contact.ts";
import type { NewEvent } from "../core/model/event.ts";
import type { Clock } from "../ports/system.ts";
import type { SimulatedEngine } from "./simulation.ts";

/** Writes an event that starts no rules, with what it means for who may be texted, and the contact after it, or null to leave that. */
export async function settleUnevaluated(
  engine: SimulatedEngine,
  given: NewEvent,
  { clock, contact }: { readonly clock: Clock; readonly contact: Contact | null },
): Promise<void> {
  await engine.store.accept([given]);
  const [claim] = await engine.store.claimLanes(clock.now(), 1);
  if (claim === undefined) throw new Error("an event that is given could not be claimed");
  const { id, author, late } = given.event;
  await engine.store.commit(claim, {
    ...NO_CHANGES,
    contact,
    event: { id, author, late, status: "done", error: null },
  });
  await engine.store.release(claim);
}
