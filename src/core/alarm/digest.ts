import type { Alarm } from "./alarm.ts";

/** Alarms of one kind about one thing. */
interface Group {
  readonly alarm: Alarm;
  readonly count: number;
  /** The first few. */
  readonly examples: readonly string[];
}

/** Alarms that wait to be told, by what they are about; in the order in which they came. */
export type AlarmDigest = ReadonlyMap<string, Group>;

/** No alarm. */
export const NO_ALARMS: AlarmDigest = new Map();

const EXAMPLES = 3;
/** Things that a digest names; whoever has more of them looks at the log. */
const MAXIMUM_GROUPS = 20;
const OTHERS: Alarm = { kind: "failed", subject: "", what: "others, see the log", example: null };

/** A digest with one more alarm. */
export function withAlarm(digest: AlarmDigest, alarm: Alarm): AlarmDigest {
  return withGroup(digest, { alarm, count: 1, examples: alarm.example === null ? [] : [alarm.example] });
}

/** Two digests in one, the first one's alarms first. */
export function joined(first: AlarmDigest, second: AlarmDigest): AlarmDigest {
  return [...second.values()].reduce(withGroup, first);
}

/** How many alarms a digest holds. */
export function alarmsIn(digest: AlarmDigest): number {
  return [...digest.values()].reduce((sum, { count }) => sum + count, 0);
}

/** What people are told: one line, or a headline and a line for each thing. */
export function wordsOf(digest: AlarmDigest): string {
  const lines = [...digest.values()].map(lineOf);
  if (lines.length === 1) return `heyrules: ${lines.join("")}`;
  return [`heyrules: ${alarmsIn(digest)} alarms`, ...lines.map((line) => `- ${line}`)].join("\n");
}

function withGroup(digest: AlarmDigest, { alarm, count, examples }: Group): AlarmDigest {
  const key = JSON.stringify([alarm.kind, alarm.subject, alarm.what]);
  const isOther = !digest.has(key) && digest.size >= MAXIMUM_GROUPS;
  const known = digest.get(isOther ? "" : key);
  return new Map(digest).set(isOther ? "" : key, {
    alarm: isOther ? OTHERS : alarm,
    count: (known?.count ?? 0) + count,
    examples: isOther ? [] : [...new Set([...(known?.examples ?? []), ...examples])].slice(0, EXAMPLES),
  });
}

function lineOf({ alarm: { subject, what }, count, examples }: Group): string {
  const times = count === 1 ? "" : ` (${count} times)`;
  const about = subject === "" ? "" : `${subject}: `;
  if (examples.length === 0) return `${about}${what}${times}`;
  return `${about}${what}${times}, ${count > examples.length ? "such as " : ""}${examples.join(", ")}`;
}
