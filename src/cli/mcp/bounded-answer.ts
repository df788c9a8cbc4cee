import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";

/** An answer as a command gave it. */
export interface Answer {
  readonly told: JsonObject;
  readonly lines: string;
}

/** What of an answer was left out, since it would not fit. */
export interface Cut {
  /** How many texts are shortened; each ends with how much more of it there is. */
  readonly texts: number;
  /** Lists and objects of the structured content of which not every item is there, by their path, such as `events[].runs`. */
  readonly rows: readonly { readonly at: string; readonly shown: number; readonly of: number }[];
  /** Of the text. */
  readonly lines: { readonly shown: number; readonly of: number };
  /** How to ask for less, or for one thing in full. */
  readonly how: string;
}

/** At which end of a list and of the lines the newest stands, which is kept. */
export type Newest = "first" | "last";

/** Characters: what assistants can read at once, with room for what is said beside it. */
const MOST_TEXT = 24_000;
const MOST_JSON = 40_000;
const MOST_IN_LINE = 1_000;
/** Lines at the start that are kept of a text whose end is the newest: they are about all of it. */
const HEAD_LINES = 3;

/** How much of each text, of the items of each list, and how deep: the first with which everything has room. */
const MEASURES = [
  { text: 2_000, items: 200, depth: 20 },
  { text: 400, items: 40, depth: 12 },
  { text: 120, items: 10, depth: 8 },
  { text: 60, items: 3, depth: 4 },
  { text: 60, items: 0, depth: 1 },
] as const;
type Measure = (typeof MEASURES)[number];
/** From this measure on rows are left out rather than more of each. */
const ROWS_GO_AT = 1;
/** Beside those the counts stand in one row. */
const MOST_COUNTED = 20;

/** An answer that an assistant can read at once: texts are shortened, then rows left out; `cut` says of what, null when nothing is. */
export function boundedAnswer(
  { told, lines }: Answer,
  { newest, how }: { readonly newest: Newest; readonly how: string },
): Answer & { readonly cut: Cut | null } {
  const data = boundedData(told, newest);
  const text = boundedLines(lines, newest);
  const { texts } = data.tally;
  const rows = countedRows(data.tally.rows);
  if (texts === 0 && rows.length === 0 && !text.isCut) return { told, lines, cut: null };
  const cut = { texts, rows, lines: { shown: text.shown, of: text.of }, how };
  return { told: data.value, lines: text.lines, cut };
}

/** What an answer says below its text when something was left out. */
export function cutSentence({ texts, rows, lines, how }: Cut): string {
  const parts = [
    ...(lines.shown < lines.of ? [`of ${lines.of} lines ${lines.shown} are above`] : []),
    ...rows.filter(({ at }) => !/[[.]/.test(at)).map(({ at, shown, of }) => `${shown} of ${of} ${at}`),
    ...(texts === 0 ? [] : [`${texts} texts shortened`]),
  ];
  const what = parts.length === 0 ? "parts of long rows" : parts.join(", ");
  return `Left out to fit: ${what} (\`cut\` in the structured content). ${how}`;
}

interface Tally {
  texts: number;
  readonly rows: Map<string, { readonly shown: number; readonly of: number }>;
}

function boundedData(told: JsonObject, newest: Newest): Measured {
  let last: Measured = { value: told, tally: newTally() };
  for (const [index, measure] of MEASURES.entries()) {
    last = measured(told, measure);
    if (sizeOf(last.value) <= MOST_JSON) return last;
    const rows = index < ROWS_GO_AT ? null : rowsWithRoom(last.value, newest);
    if (rows === null) continue;
    const fewer = measured({ ...told, ...withRows(told, { rows, newest }) }, measure);
    for (const [name, shown] of rows) fewer.tally.rows.set(name, { shown, of: lengthIn(told, name) });
    return fewer;
  }
  return last;
}

interface Measured {
  readonly value: JsonObject;
  readonly tally: Tally;
}

function measured(told: JsonObject, measure: Measure): Measured {
  const tally = newTally();
  const members = Object.entries(told).map(([name, value]) => {
    return [name, cutValue(value, { measure, tally, at: name, level: 0 })] as const;
  });
  return { value: Object.fromEntries(members), tally };
}

interface Place {
  readonly measure: Measure;
  readonly tally: Tally;
  readonly at: string;
  /** 0 for what stands in the answer itself. */
  readonly level: number;
}

function cutValue(value: JsonValue, place: Place): JsonValue {
  if (typeof value === "string") return cutText(value, place);
  const { measure, at, level } = place;
  if (Array.isArray(value)) {
    // Rows of the answer itself are left out last.
    const most = level >= measure.depth ? 0 : level === 0 && measure.items > 0 ? Infinity : measure.items;
    const kept = value.slice(0, most);
    count(place.tally, at, { shown: kept.length, of: value.length });
    return kept.map((item: JsonValue) => cutValue(item, { ...place, at: `${at}[]`, level: level + 1 }));
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  const kept = members.slice(0, level >= measure.depth ? 0 : 5 * measure.items);
  count(place.tally, at, { shown: kept.length, of: members.length });
  return Object.fromEntries(
    kept.map(([name, item]) => [
      cutText(name, place),
      cutValue(item, { ...place, at: `${at}.${name}`, level: level + 1 }),
    ]),
  );
}

function cutText(text: string, { measure, tally }: Pick<Place, "measure" | "tally">): string {
  if (text.length <= measure.text) return text;
  tally.texts += 1;
  return startOf(text, measure.text);
}

function startOf(text: string, length: number): string {
  const start = text.slice(0, length).replace(/[\uD800-\uDBFF]$/, "");
  return `${start}… (${text.length - start.length} more)`;
}

function newTally(): Tally {
  return { texts: 0, rows: new Map() };
}

function count({ rows }: Tally, at: string, { shown, of }: { readonly shown: number; readonly of: number }): void {
  const known = rows.get(at);
  rows.set(at, { shown: shown + (known?.shown ?? 0), of: of + (known?.of ?? 0) });
}

/** How many rows of each list that stands in the answer itself have room, in turn; null when of a list there would be none. */
function rowsWithRoom(told: JsonObject, newest: Newest): ReadonlyMap<string, number> | null {
  const lists = Object.entries(told).flatMap(([name, value]) =>
    Array.isArray(value) && value.length > 0
      ? [{ name, value: value as readonly JsonValue[], kept: 0, isFull: false }]
      : [],
  );
  const none = new Map(lists.map(({ name }) => [name, 0]));
  let room = MOST_JSON - sizeOf({ ...told, ...withRows(told, { rows: none, newest }) });
  for (let open = lists; open.length > 0; open = open.filter(({ isFull }) => !isFull)) {
    for (const list of open) {
      const row = newest === "last" ? list.value.at(-1 - list.kept) : list.value[list.kept];
      const size = row === undefined ? Infinity : sizeOf(row) + 1;
      list.isFull = size > room;
      if (list.isFull) continue;
      room -= size;
      list.kept += 1;
    }
  }
  const isTold = room >= 0 && lists.length > 0 && lists.every(({ kept }) => kept > 0);
  return isTold ? new Map(lists.map(({ name, kept }) => [name, kept])) : null;
}

/** The lists of an answer with so many of their rows. */
function withRows(
  told: JsonObject,
  { rows, newest }: { readonly rows: ReadonlyMap<string, number>; readonly newest: Newest },
): JsonObject {
  const lists = [...rows].map(([name, kept]) => {
    const all = told[name] as readonly JsonValue[];
    return [name, newest === "last" ? all.slice(all.length - kept) : all.slice(0, kept)] as const;
  });
  return Object.fromEntries(lists);
}

function lengthIn(told: JsonObject, name: string): number {
  const list = told[name];
  return Array.isArray(list) ? list.length : 0;
}

function sizeOf(value: JsonValue): number {
  return JSON.stringify(value).length;
}

function countedRows(rows: Tally["rows"]): Cut["rows"] {
  const cut = [...rows].filter(([, { shown, of }]) => shown < of);
  const all = cut.map(([at, counts]) => ({ at: at.length > 100 ? startOf(at, 100) : at, ...counts }));
  const listed = all.slice(0, MOST_COUNTED);
  const rest = all.slice(MOST_COUNTED);
  if (rest.length === 0) return listed;
  const sum = (part: "shown" | "of"): number => rest.reduce((total, row) => total + row[part], 0);
  return [...listed, { at: "elsewhere", shown: sum("shown"), of: sum("of") }];
}

function boundedLines(
  text: string,
  newest: Newest,
): { readonly lines: string; readonly shown: number; readonly of: number; readonly isCut: boolean } {
  const all = text.split("\n");
  const short = all.map((line) => (line.length > MOST_IN_LINE ? startOf(line, MOST_IN_LINE) : line));
  if (lengthOf(short) <= MOST_TEXT) {
    const lines = short.join("\n");
    return { lines, shown: all.length, of: all.length, isCut: lines !== text };
  }
  const head = newest === "last" ? short.slice(0, HEAD_LINES) : [];
  const rest = newest === "last" ? short.slice(HEAD_LINES).toReversed() : short;
  let room = MOST_TEXT - lengthOf(head);
  const kept: string[] = [];
  for (const line of rest) {
    room -= line.length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  const shown = head.length + kept.length;
  const gap = `… ${all.length - shown} lines left out …`;
  const lines = newest === "last" ? [...head, gap, ...kept.toReversed()] : [...kept, gap];
  return { lines: lines.join("\n"), shown, of: all.length, isCut: true };
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}
