import { TOKEN } from "../../e2e/world.ts";

/** A request body and what it says it is. */
export interface Fuzzed {
  readonly body: Buffer;
  readonly contentType: string | null;
}

type Random = () => number;

/** Bodies as Heymarket posts them, to be spoilt. */
const PAYLOADS: readonly object[] = [
  {
    type: "message_recieved",
    id: 7,
    token: TOKEN,
    event_data: {
      id: 301,
      text: "Hello",
      phone: "12025550100",
      date: "2026-03-01T10:00:00Z",
      media: [],
      conversation: { id: 5, inbox: 101, target: "12025550100", name: "Ada", tags: ["vip"] },
    },
  },
  {
    type: "message_sent",
    id: 7,
    token: TOKEN,
    event_data: { id: 302, text: "Hi", status: "sent", user: 55, local_id: "x", conversation: { id: 5, inbox: 101 } },
  },
  {
    type: "target_opt_out",
    id: 7,
    token: TOKEN,
    event_data: { target: "12025550100", inbox: 101, date: "2026-03-01" },
  },
  { type: "chat_closed", id: 7, token: TOKEN, event_data: { id: 5, inbox: 101, updated: "2026-03-01T10:00:00Z" } },
];
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e21,
  2 ** 53,
  "",
  " ",
  "\u0000",
  "\ud800",
  "\u2028",
  "😀".repeat(50),
  [],
  {},
  [[[]]],
  { $gt: "" },
  "x".repeat(5_000),
  "+1",
  "12025550100",
  "2026-13-45",
  "{{ token }}",
  { __proto__: null, constructor: 1 },
];
const ODD_KEYS = ["__proto__", "constructor", "token", "type", "id", "event_data", "", "toString", "a".repeat(300)];
const CONTENT_TYPES: readonly (string | null)[] = [
  "application/json",
  "application/json; charset=utf-8",
  "application/json; charset=utf-16",
  "text/plain",
  "",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/json;;;",
  null,
];
const ODD_TEXTS = [
  "[",
  "{",
  "]",
  "}",
  '"',
  ",",
  ":",
  "\\u0000",
  "\\ud800",
  "1e400",
  "-0",
  "NaN",
  "\u0000",
  "\ufeff",
  "//",
];

/** The next spoilt body; the same for the same randomness. */
export function makeFuzzed(random: Random): Fuzzed {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const payload = structuredClone(pick(PAYLOADS)) as Record<string, unknown>;
  const edits = Math.floor(random() * 4);
  for (let edit = 0; edit < edits; edit += 1) editValue(payload, { random, pick });
  const spoilt = spoilText(JSON.stringify(payload), { random, pick });
  return {
    body: spoilBytes(Buffer.from(spoilt), random),
    contentType: random() < 0.8 ? "application/json" : pick(CONTENT_TYPES),
  };
}

interface Chooser {
  readonly random: Random;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

/** Puts something odd where something stood, takes it away, or adds something. */
function editValue(root: Record<string, unknown>, { random, pick }: Chooser): void {
  let place = root;
  for (;;) {
    const inner = Object.values(place).filter((value): value is Record<string, unknown> => isObject(value));
    if (inner.length === 0 || random() < 0.4) break;
    place = pick(inner);
  }
  const keys = Object.keys(place).filter((key) => key !== "token");
  const key = keys.length === 0 || random() < 0.2 ? pick(ODD_KEYS) : pick(keys);
  if (random() < 0.15) Reflect.deleteProperty(place, key);
  // Not by assignment, which would set the prototype for one of the keys.
  else
    Object.defineProperty(place, key, {
      value: structuredClone(pick(ODD_VALUES)),
      enumerable: true,
      configurable: true,
      writable: true,
    });
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

/** Cuts, doubles, nests, or puts something in between. */
function spoilText(text: string, { random, pick }: Chooser): string {
  const at = Math.floor(random() * text.length);
  const kind = Math.floor(random() * 12);
  if (kind === 0) return text.slice(0, at);
  if (kind === 1) return `${text.slice(0, at)}${pick(ODD_TEXTS)}${text.slice(at)}`;
  if (kind === 2) return `${text}${text}`;
  if (kind === 3) return `[${text},${text}]`;
  if (kind === 4) return `${"[".repeat(Math.floor(random() * 2_000))}${text}`;
  if (kind === 5)
    return text.replace('"id":', `"id":${String(Math.floor(random() * 1e15))}${"0".repeat(at % 30)},"id":`);
  return text;
}

/** Turns bits over, or writes it as UTF-16. */
function spoilBytes(body: Buffer, random: Random): Buffer {
  const kind = random();
  if (kind < 0.05) return Buffer.from(body.toString(), "utf16le");
  if (kind < 0.15 && body.length > 0) {
    const spoilt = Buffer.from(body);
    spoilt[Math.floor(random() * body.length)] = Math.floor(random() * 256);
    return spoilt;
  }
  return kind < 0.17 ? Buffer.concat([body, Buffer.alloc(300_000, 32)]) : body;
}
