import { openReadOnlyStore } from "../../app/store/kept-store.ts";
import { EngineError } from "../../core/base/errors.ts";
import { messageIdOf } from "../../core/event/delivery.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { DevState } from "../dev/dev-state.ts";
import type { SendInput } from "./send-fields.ts";
import { readPhone } from "./send-input.ts";

/** Runs that are looked through for the last text to a number. */
const RUNS = 500;

/**
 * The input with the ids of a text of the engine, where it tells of one: the text that `--local-id` names, else the last to the number
 * that the store of `dev` has.
 *
 * @throws EngineError USAGE when there is none.
 */
export async function withOwnText<Input extends SendInput>(
  input: Input,
  { dev, country }: { readonly dev: DevState | null; readonly country: string },
): Promise<Input> {
  if (input.author !== "automation" || input.type !== "message_sent" || input.localId !== undefined) return input;
  if (dev === null) {
    const message =
      "--author automation needs --local-id, which `runs show` tells of a text: only dev finds the last one.";
    throw new EngineError("USAGE", message);
  }
  const phone = readPhone(input.phone, country);
  const effect = await lastTextTo(phone, dev.store);
  if (effect === null) {
    throw new EngineError("USAGE", `The engine has not texted ${phone}: let a rule do so first, or name a --local-id.`);
  }
  const id = messageIdOf(effect);
  return { ...input, localId: effect.localId, ...(id === null || input.id !== undefined ? {} : { id }) };
}

async function lastTextTo(phone: string, url: string): Promise<Effect | null> {
  const store = await openReadOnlyStore(url);
  try {
    const { rows } = await store.listRuns({ limit: RUNS });
    const texts = rows.flatMap(({ effects }) =>
      effects.filter((effect) => effect.localId !== null && effect.phone === phone && effect.attempts.length > 0),
    );
    return texts.toSorted((one, other) => other.plannedAt - one.plannedAt)[0] ?? null;
  } finally {
    await store.close();
  }
}
