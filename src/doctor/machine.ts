import { formatDuration } from "../core/base/duration.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import { isTimeZone } from "../core/time/calendar.ts";
import { isFarAhead } from "../core/time/clock-jump.ts";
import { countOf } from "../show/text/count-of.ts";
import type { Check } from "./check.ts";
import { found, good, skipped } from "./check.ts";

/** The oldest Node.js that is supported, as package.json says. */
export const MINIMUM_NODE = "20.19";

/** The day on which each major version gets its last fix. Source: github.com/nodejs/Release, schedule.json. */
const ENDS_OF_LIFE: Readonly<Record<string, string>> = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
};

/** Whether a version of Node.js is supported, by us and by those who make it. */
export function checkNode(version: string, now: number): Check {
  const name = "node";
  if (compareVersions(version, MINIMUM_NODE) < 0) {
    const message = `Node.js ${version} is too old: heyrules needs ${MINIMUM_NODE} or newer`;
    return found("failed", { name, message, next: "install a newer Node.js" });
  }
  const end = ENDS_OF_LIFE[version.split(".")[0] ?? ""];
  if (end === undefined) return good(name, `Node.js ${version}`);
  if (now < Date.parse(end)) return good(name, `Node.js ${version}, which is kept safe until ${end}`);
  const message = `Node.js ${version} has had no fixes since ${end}, not even for security holes`;
  return found("warning", { name, message, next: "install Node.js 24, and run heyrules doctor again" });
}

function compareVersions(left: string, right: string): number {
  const [a, b] = [left, right].map((version) => version.split(".").map(Number));
  const at = (a ?? []).findIndex((part, index) => part !== (b?.[index] ?? 0));
  return at === -1 ? 0 : (a?.[at] ?? 0) - (b?.[at] ?? 0);
}

/** Whether Node.js has the data of the time zones that are configured. */
export function checkTimeZones(zones: readonly string[], versions: NodeJS.ProcessVersions = process.versions): Check {
  const data = `ICU ${versions["icu"] ?? "none"}, time zone data ${versions["tz"] ?? "not told"}`;
  const unknown = [...new Set(zones)].filter((zone) => !isTimeZone(zone));
  return unknown.length === 0 && versions["icu"] !== undefined
    ? good("time-zones", zones.length === 0 ? data : `${[...new Set(zones)].join(", ")} (${data})`)
    : found("failed", {
        name: "time-zones",
        message: `this Node.js knows nothing of ${unknown.length === 0 ? "time zones" : unknown.join(", ")} (${data})`,
        next: "install a Node.js with full ICU, as nodejs.org builds it",
      });
}

/** The time zones that settings name. */
export function zonesOf({ timezone, calendars }: Settings): readonly string[] {
  return [timezone, ...Object.values(calendars).map((calendar) => calendar.timezone)];
}

const MAXIMUM_SKEW_MS = 60_000;

/**
 * Whether our clock agrees with Heymarket's, of which a signature of ours is good for a few minutes. `isSandbox`: whether
 * that is a fake on this machine, whose clock may have been moved.
 */
export function checkClock(aheadMs: number | null, { isSandbox }: { readonly isSandbox: boolean }): Check {
  if (aheadMs === null) return skipped("clock", "Heymarket named no time to compare with");
  const difference = `${describeGap(Math.abs(aheadMs))} ${aheadMs < 0 ? "behind" : "ahead of"} Heymarket's`;
  if (Math.abs(aheadMs) <= 2_000) return good("clock", "agrees with Heymarket's");
  if (Math.abs(aheadMs) <= MAXIMUM_SKEW_MS) return good("clock", difference);
  return found("failed", {
    name: "clock",
    message: `the clock of this machine is ${difference}; signatures are refused with 401, and quiet hours are wrong`,
    next: isSandbox
      ? "this Heymarket is a fake on this machine: dev --at or send --at has moved its clock; start it again without"
      : "switch time synchronisation on, such as with timedatectl set-ntp true",
  });
}

/**
 * Whether an engine would go by the clock, when it is far ahead of what the store knows; nothing when it is not. `knownAt` is null
 * when the store knows nothing.
 */
export function checkKnownTime(
  knownAt: number | null,
  { now, hasWitness }: { readonly now: number; readonly hasWitness: boolean },
): readonly Check[] {
  if (knownAt === null || !isFarAhead(now - knownAt, { hasWitness })) return [];
  const message = `the clock is ${describeGap(now - knownAt)} ahead of what the store knows: nothing goes out until Heymarket's clock agrees`;
  const next = "set the clock; when it is right and Heymarket cannot be asked, heyrules start --accept-clock";
  return [found("warning", { name: "known-time", message, next })];
}

/** What is paused, as a sentence, and the command that lifts it. */
interface ToldPause {
  readonly sentence: string;
  readonly command: string;
}

/** What people have paused; nothing when they have not. A copy of a store begins so, and it is easily forgotten. */
export function checkPauses(pauses: readonly ToldPause[]): readonly Check[] {
  const [first, ...others] = pauses;
  if (first === undefined) return [];
  if (others.length === 0) return [found("warning", { name: "pauses", message: first.sentence, next: first.command })];
  return [
    found("warning", {
      name: "pauses",
      message: `${pauses.length} pauses hold what goes out`,
      details: pauses.map(({ sentence }) => sentence),
      next: pauses.map(({ command }) => command).join("; "),
    }),
  ];
}

/** Whether contacts wait for a person; nothing when none do. */
export function checkHeld(held: number): readonly Check[] {
  if (held === 0) return [];
  const message = `${countOf(held, "contact")} held: what they wrote reads like an opt-out, and rules do not text them`;
  const next =
    "heyrules contacts ls --held; then heyrules contacts release NUMBER --reason WHY, or opt them out in Heymarket";
  return [found("warning", { name: "held", message, next })];
}

/** Which of `sending.internal.numbers` are not texted; nothing when all are. */
export function checkStaff(silenced: readonly string[]): readonly Check[] {
  if (silenced.length === 0) return [];
  const message = `${silenced.join(", ")} of sending.internal opted out or is held: no internal text reaches that number`;
  const next = "text START from that phone, or heyrules contacts release NUMBER --reason WHY when it is held";
  return [found("warning", { name: "staff-numbers", message, next })];
}

const YEAR_MS = 365.25 * 24 * 3_600_000;

/** Of years nobody counts the days. */
function describeGap(ms: number): string {
  return ms < 2 * YEAR_MS ? formatDuration(ms) : `about ${Math.round(ms / YEAR_MS)} years`;
}

const LITTLE_ROOM_BYTES = 500_000_000;

/** Whether so many free bytes are enough for a store in a folder; `isLow` when deliveries are answered 503 for it. */
export function describeRoom(
  { free, isLow }: { readonly free: number; readonly isLow: boolean },
  folder: string,
): Check {
  const message = `${Math.floor(free / 1_000_000)} MB free for ${folder}`;
  const next = "make room, or set HEYRULES_STORE";
  if (isLow) return found("failed", { name: "disk", message: `${message}: deliveries are answered 503`, next });
  if (free >= LITTLE_ROOM_BYTES) return good("disk", message);
  const why = "on a full disk no webhook is accepted";
  return found("warning", { name: "disk", message: `${message}: ${why}`, next });
}
