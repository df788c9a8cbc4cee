import { isDeepStrictEqual } from "node:util";
import type { Event } from "../../core/model/event.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { historyNeed } from "../../core/language/history.ts";
import { laneBeside } from "../../core/model/source.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { Recipient } from "../../core/run/effect/pass-gate.ts";
import { phoneOptedOutBy } from "../../core/run/effect/pass-gate.ts";
import type { Meanwhile } from "../../core/run/effect/still-holds.ts";
import { isHeldUp } from "../../core/run/effect/still-holds.ts";
import { inboundLookbackMs } from "../../core/texting/reply-window.ts";
import { textsLookbackMs } from "../../core/texting/send-gate.ts";
import type { EngineParts } from "../engine-parts.ts";

/** The recipient of a text as the store knows him now: a rule may text another number than the contact's. Of whom an effect opts out, the opt state. */
export async function readRecipient(parts: EngineParts, effect: Effect): Promise<Recipient> {
  const { lane, phone } = effect;
  const { store, clock } = parts;
  if (phone === null) {
    const optedOut = phoneOptedOutBy(effect);
    return optedOut === null ? NOBODY : { ...NOBODY, optState: await store.optStateOf(optedOut) };
  }
  const { sending } = parts.activeRules().settings;
  const textsSince = clock.now() - textsLookbackMs(sending);
  const [optState, texts, inbound] = await Promise.all([
    store.optStateOf(phone),
    store.textsTo(phone, textsSince),
    // The lane of a number is that number, or the one beside it at a dry source.
    store.history(laneBeside(lane, phone), [INBOUND], clock.now() - inboundLookbackMs(sending)),
  ]);
  return { optState, textsSince, texts, inbound };
}

/** What has happened since a text was planned that was held up; null for one that was not, and for what is no text. */
export async function readMeanwhile(
  { store }: EngineParts,
  {
    effect,
    event,
    rule,
    now,
  }: { readonly effect: Effect; readonly event: Event; readonly rule: Rule; readonly now: number },
): Promise<Meanwhile | null> {
  if (effect.phone === null || !isHeldUp(effect, now)) return null;
  const need = historyNeed(rule.histories);
  const [history, record] = await Promise.all([
    need === null ? [] : store.history(event.lane, need.types, event.at - need.lastMs),
    rule.condition === null ? null : store.getEvent(event.id),
  ]);
  const verdict = record?.evaluation?.verdicts.find(({ ruleId }) => ruleId === effect.ruleId);
  return { history, condition: verdict?.condition ?? null };
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
  const isIn = (at: number): boolean => from <= at && at <= until;
  return texts.filter((text) => text.effectId !== id && text.textDigest === textDigest && isIn(text.goesOutAt)).length;
}

const INBOUND = "message_recieved";
const NOBODY: Recipient = { optState: null, textsSince: 0, texts: [], inbound: [] };
