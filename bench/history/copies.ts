import { createHash } from "node:crypto";
import { base32, createEventId } from "../../src/core/base/ids.ts";
import { hourOf } from "../../src/core/model/tally.ts";
import type { Tally } from "../../src/core/model/tally.ts";
import type { RecordKind, StoreRecord } from "../../src/ports/store/upkeep.ts";
import { SYSTEM_RANDOM } from "../../src/system.ts";
import { SCENE_AT, SCENE_PHONE } from "./scenes.ts";

/** A scene once more: at another time, of another contact, with ids of its own. */
export interface Copied {
  readonly records: readonly StoreRecord[];
  readonly tallies: readonly Tally[];
}

/** When, of whom, and the how manieth of all copies, counted from 1. */
export interface CopyOf {
  readonly at: number;
  /** Without plus sign. */
  readonly phone: string;
  readonly serial: number;
}

/** What a history has once, whatever happens in it. */
const ONCE: readonly RecordKind[] = ["rule", "rule_load", "pause"];

/**
 * What names one event, run, effect, contact or instant in the records of a scene. Everything else in them is the same in
 * every copy.
 */
const NAMES = [
  /evt_[0-9a-z]{19}/,
  /aud_[0-9a-z]{19}/,
  /(?:run|eff)_[0-9a-f]{20}/,
  /#[0-9a-f]{32}/,
  new RegExp(SCENE_PHONE),
  /\b88\d{8}\b/,
  /\b177[3-9]\d{9}\b/,
  /2026-0[3-5]-\d\dT[\d:.]+Z/,
];

/** Gives a function that copies a scene. */
export function copierOf(records: readonly StoreRecord[]): (copy: CopyOf) => Copied {
  const copied = records.filter(([kind]) => kind !== "tally" && !ONCE.includes(kind));
  const tallies = records.flatMap((record) => (record[0] === "tally" ? [record[1]] : []));
  const keys = keysOf(copied);
  const names = new RegExp([...NAMES.map(({ source }) => source), ...keys].join("|"), "g");
  const text = JSON.stringify(copied);
  const found = [...text.matchAll(names)];
  const distinct = [...new Set(found.map(([name]) => name))];
  const places = found.map(([name]) => distinct.indexOf(name));
  const between = found.map(({ index }, at) => text.slice(endOf(found[at - 1]), index));
  const rest = text.slice(endOf(found.at(-1)));
  return (copy) => {
    const renamed = distinct.map((name) => renamedAs(name, copy));
    const parts = between.map((part, at) => part + (renamed[places[at] ?? 0] ?? ""));
    const shift = copy.at - SCENE_AT;
    return {
      records: JSON.parse(parts.join("") + rest) as readonly StoreRecord[],
      tallies: tallies.map((tally) => ({ ...tally, hourAt: hourOf(tally.hourAt + shift) })),
    };
  };
}

function endOf(match: RegExpExecArray | undefined): number {
  return match === undefined ? 0 : match.index + match[0].length;
}

/** What is derived from the key of a deployment: ids of texts, codes of approvals. */
function keysOf(records: readonly StoreRecord[]): readonly string[] {
  return records.flatMap((record) => {
    if (record[0] === "effect") return record[1].localId ?? [];
    return record[0] === "run" ? (record[1].approval?.code ?? []) : [];
  });
}

function renamedAs(name: string, { at, phone, serial }: CopyOf): string {
  if (name === SCENE_PHONE) return phone;
  const shift = at - SCENE_AT;
  const [prefix = ""] = /^(?:evt_|aud_|run_|eff_|#|88(?=\d{8}$)|177(?=\d{10}$)|2026-)/.exec(name) ?? [];
  switch (prefix) {
    case "evt_":
    case "aud_":
      return createEventId(at, SYSTEM_RANDOM).replace("evt_", prefix);
    case "run_":
    case "eff_":
      return prefix + digest(name, serial).slice(0, 20);
    case "#":
      return prefix + digest(name, serial).slice(0, 32);
    case "88":
      return String(serial * 100 + Number(name.slice(-2)));
    case "177":
      return String(Number(name) + shift);
    case "2026-":
      return new Date(Date.parse(name) + shift).toISOString();
    default: {
      const signs = base32(Buffer.from(digest(name, serial), "hex")).slice(0, name.length);
      return name === name.toUpperCase() ? signs.toUpperCase() : signs;
    }
  }
}

function digest(name: string, serial: number): string {
  return createHash("sha256").update(`${name} ${serial}`).digest("hex");
}
