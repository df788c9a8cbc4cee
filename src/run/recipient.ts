import { isDeepStrictEqual } from "node:util";
import type { Effect } from "../core/model/run.ts";
import type { Recipient } from "../core/run/effect/pass-gate.ts";
import { textsLookbackMs } from "../core/texting/send-gate.ts";
import type { EngineParts } from "./engine-parts.ts";

/** The recipient of a text as the store knows him now: a rule may text another number than the contact's. */
export async function readRecipient(parts: EngineParts, { phone, lane }: Effect): Promise<Recipient> {
  if (phone === null) return NOBODY;
  const textsSince = parts.clock.now() - textsLookbackMs(parts.activeRules().settings.sending);
  const { store } = parts;
  const [optState, texts, contact] = await Promise.all([
    store.optStateOf(phone),
    store.textsTo(phone, textsSince),
    phone === lane ? null : store.getContact(phone),
  ]);
  return { optState, textsSince, texts, contact };
}

/** Whether the send gate must say the same of both. */
export function isSameToTheGate(one: Recipient, other: Recipient): boolean {
  return isDeepStrictEqual([one.optState, one.texts], [other.optState, other.texts]);
}

/** How many other texts of ours in a span of time have the same words and the same recipient. */
export async function countAlike(
  { store }: Pick<EngineParts, "store">,
  { id, phone, textDigest }: Effect,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<number> {
  if (phone === null) return 0;
  const texts = await store.textsTo(phone, from);
  return texts.filter((text) => text.effectId !== id && text.textDigest === textDigest && text.at <= until).length;
}

const NOBODY: Recipient = { optState: null, textsSince: 0, texts: [], contact: null };
