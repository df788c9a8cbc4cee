import { formatDuration } from "../base/duration.ts";
import type { Digest } from "../base/ids.ts";
import type { Event } from "../model/event.ts";
import { keyWords } from "../model/key-words.ts";
import { keyWithin } from "../model/source.ts";
import type { Rule } from "../model/ruleset/rule.ts";

/**
 * Why an event came too late for a rule, or null when it did not: how long after it happened it was received. What a person runs again, and
 * what a schedule of its own catches up with, is no late delivery.
 */
export function whyTooLate({ acceptsLateMs }: Pick<Rule, "acceptsLateMs">, event: Event): string | null {
  const lateMs = event.receivedAt - event.at;
  if (acceptsLateMs === undefined || lateMs <= acceptsLateMs) return null;
  if (event.replay !== undefined || event.origin === "schedule") return null;
  const late = `it came ${formatDuration(lateMs)} after it happened`;
  return `${late}; the rule accepts ${formatDuration(acceptsLateMs)} (late)`;
}

/** Why a rule only records that it would fire for the contact of an event, or null when it is live. */
export function whyShadow(
  { id, enabled, liveFor }: Pick<Rule, "id" | "enabled" | "liveFor">,
  event: Pick<Event, "phone" | "lane">,
  digest: Digest,
): string | null {
  if (enabled === "shadow") return "the rule is in shadow";
  if (liveFor === undefined) return null;
  if ("phones" in liveFor) {
    const isListed = event.phone !== null && liveFor.phones.includes(event.phone);
    return isListed ? null : "the rule is live for the numbers of `only`, and shadow for this contact";
  }
  const { share } = liveFor;
  const percent = Math.round(share * 100);
  return shareOf(`${id}|${event.phone ?? event.lane}`, digest) < share
    ? null
    : `the rule is live for a canary of ${percent}%, and shadow for this contact`;
}

/** For which key the limits of a rule count, as words behind the name of a limit; empty where that is the contact. */
export function forItsKey(
  { rule, key }: { readonly rule: Pick<Rule, "key">; readonly key: string },
  event: Event,
): string {
  const own = keyWithin(key, event);
  return rule.key === null || own === event.phone ? "" : keyWords(own);
}

/** Why a rule does nothing for the contact of an event, as it is off or only records, or null when it is live. */
export function whyNotLive(
  rule: Pick<Rule, "id" | "enabled" | "liveFor">,
  event: Pick<Event, "phone" | "lane">,
  digest: Digest,
): string | null {
  return rule.enabled === "off" ? DISABLED : whyShadow(rule, event, digest);
}

/** Of a rule that is off. */
export const DISABLED = "the rule is disabled";

/** Where a text falls among all texts, 0 <= x < 1: the same each time. */
function shareOf(text: string, digest: Digest): number {
  return Number.parseInt(digest(text).slice(0, 8), 16) / 2 ** 32;
}

/** Why a rule leaves an event to another of its group, given those that fire on it before; null when it does not. */
export function whyAnswered(
  { group }: Pick<Rule, "group">,
  fired: readonly Pick<Rule, "id" | "group">[],
): string | null {
  if (group?.answers !== "first") return null;
  const first = fired.find((other) => other.group?.name === group.name);
  return first === undefined ? null : `${first.id} of the group ${group.name} answers this event (answers: first)`;
}
