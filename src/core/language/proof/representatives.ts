import type { JsonValue } from "../../base/json.ts";
import { equalityKey, momentIn } from "../operators.ts";
import { isoInZone, localInstant } from "../../time/calendar.ts";
import { timeOfDay } from "../../time/dates.ts";
import { applyLogic } from "../condition.ts";
import type { Atom, Literal } from "./formula.ts";

/** Whether a value answers all questions as asked, by the operations that rules are evaluated with. */
export function answers(literals: readonly Literal[], value: JsonValue, now: string = NOON): boolean {
  return literals.every(({ atom, holds }) => isTruthy(applyLogic(atom.logic, { value, now })) === holds);
}

/** Where nothing is asked of the moment: a Tuesday, ten in the morning on the East coast. */
const NOON = "2026-05-05T14:00:00Z";

/** Numbers, one from each stretch in which all limits and constants are on the same sides, and each of these. */
export function numbersFor(literals: readonly Literal[]): readonly number[] {
  const limits = [0, ...literals.flatMap(({ atom }) => numbersIn(atom.wanted))];
  const ordered = [...new Set(limits)].sort((a, b) => a - b);
  const between = ordered.slice(1).map((limit, index) => (limit + (ordered[index] ?? limit)) / 2);
  const [least = 0] = ordered;
  const most = ordered.at(-1) ?? 0;
  return [...ordered, ...between, most + 1, least - 1, Number.MAX_VALUE, -Number.MAX_VALUE];
}

/** Counts, from each stretch of whole numbers one. */
export function countsFor(literals: readonly Literal[]): readonly number[] {
  const near = numbersFor(literals).flatMap((limit) => [
    Math.floor(limit) - 1,
    Math.floor(limit),
    Math.ceil(limit),
    Math.ceil(limit) + 1,
  ]);
  return [...new Set(near)].filter((count) => count >= 0 && Number.isFinite(count)).sort((a, b) => a - b);
}

function numbersIn(wanted: JsonValue): readonly number[] {
  if (typeof wanted === "number") return [wanted];
  const text = typeof wanted === "string" ? equalityKey(wanted) : "";
  return text !== "" && Number.isFinite(Number(text)) ? [Number(text)] : [];
}

const AGES = ["older_than", "newer_than"];
const MINUTE_MS = 60_000;

/** What a question about a time goes by: how long ago it is, the time of day, or the instant. */
export function timeScaleOf({ operation, wanted }: Atom): "age" | "minute" | "instant" | null {
  if (operation === null) return null;
  if (AGES.includes(operation)) return "age";
  if (operation !== "before" && operation !== "after") return null;
  return typeof wanted === "string" && timeOfDay(wanted) !== null ? "minute" : "instant";
}

/** Times, one from each stretch in which all questions that go by one scale come out alike. Without a time, none holds. */
export function timesFor(literals: readonly Literal[], scale: "age" | "minute" | "instant"): readonly string[] {
  return literals.flatMap(({ atom }) => {
    if (timeScaleOf(atom) !== scale) return [];
    const { wanted } = atom;
    if (scale === "age") {
      const ms = typeof wanted === "number" ? wanted : 0;
      return [-1, 0, ms - 1, ms, ms + 1].map((age) => iso(NOON_AT - age));
    }
    const zone = zoneOf(atom);
    if (zone === null) return [];
    const minutes = typeof wanted === "string" ? timeOfDay(wanted) : null;
    if (minutes === null) {
      const moment = momentIn(wanted, zone);
      return moment === null ? [] : [moment.from - 1, moment.from, moment.until - 1, moment.until].map(iso);
    }
    return [0, minutes, (minutes + 1_439) % 1_440, 1_439].map((minute) => iso(localInstant(DAY + minute, zone)));
  });
}

const NOON_AT = Date.UTC(2026, 4, 5, 14);
/** Minutes of local time since 1970 at the start of that day. */
const DAY = Date.UTC(2026, 4, 5) / MINUTE_MS;

function iso(at: number): string {
  return isoInZone(at, "UTC");
}

/** The zone by whose clock a question goes; null when by none. */
export function zoneOf({ logic }: Pick<Atom, "logic">): string | null {
  const [values] = Object.values(logic as Readonly<Record<string, JsonValue>>);
  const zone = Array.isArray(values) ? (values as readonly JsonValue[])[2] : null;
  return typeof zone === "string" ? zone : null;
}

function isTruthy(value: JsonValue): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
