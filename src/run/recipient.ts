import type { OptState } from "../core/model/event.ts";
import type { Effect, SentText } from "../core/model/run.ts";
import { textsLookbackMs } from "../core/texting/send-gate.ts";
import type { EngineParts } from "./engine-parts.ts";

/** What the send gate must know of who a text goes to. */
export interface Recipient {
  readonly optState: OptState | null;
  /** From when on texts were looked for, epoch milliseconds, and those found; oldest first. */
  readonly textsSince: number;
  readonly texts: readonly SentText[];
}

/** The recipient of a text as the store knows him now: a rule may text another number than the contact's. */
export async function readRecipient(parts: EngineParts, { phone }: Effect): Promise<Recipient> {
  if (phone === null) return NOBODY;
  const textsSince = parts.clock.now() - textsLookbackMs(parts.activeRules().settings.sending);
  const [optState, texts] = await Promise.all([parts.store.optStateOf(phone), parts.store.textsTo(phone, textsSince)]);
  return { optState, textsSince, texts };
}

const NOBODY: Recipient = { optState: null, textsSince: 0, texts: [] };
