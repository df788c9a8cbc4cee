import { expect, test } from "vitest";
import type { Alarm } from "../../../src/core/alarm/alarm.ts";
import { alarmsIn, joined, NO_ALARMS, withAlarm, wordsOf } from "../../../src/core/alarm/digest.ts";
import type { AlarmDigest } from "../../../src/core/alarm/digest.ts";

const digestOf = (alarms: readonly Alarm[]): AlarmDigest => alarms.reduce(withAlarm, NO_ALARMS);
const failed = (rule: string, example: string | null): Alarm => ({
  kind: "failed",
  subject: `rule ${rule}`,
  what: "run failed (http_422)",
  example,
});

test("one alarm is one line with the run to look at", () => {
  expect(wordsOf(digestOf([failed("greet", "run_1")]))).toBe("heyrules: rule greet: run failed (http_422), run_1");
});

test("an alarm about nothing in particular says what happened", () => {
  const alarm: Alarm = { kind: "disk", subject: "", what: "the store can be written again", example: null };

  expect(wordsOf(digestOf([alarm, alarm]))).toBe("heyrules: the store can be written again (2 times)");
});

test("many alarms are counted by what they are about, with the first three runs of each", () => {
  const runs = Array.from({ length: 5 }, (_, index) => failed("greet", `run_${index}`));
  const breaker: Alarm = { kind: "breaker", subject: "destination crm", what: "does not answer", example: null };

  const digest = digestOf([...runs, breaker, failed("lead", "run_9")]);

  expect(wordsOf(digest)).toBe(
    "heyrules: 7 alarms\n" +
      "- rule greet: run failed (http_422) (5 times), such as run_0, run_1, run_2\n" +
      "- destination crm: does not answer\n" +
      "- rule lead: run failed (http_422), run_9",
  );
});

test("a run that is told twice is named once", () => {
  expect(wordsOf(digestOf([failed("greet", "run_1"), failed("greet", "run_1")]))).toContain("(2 times), such as run_1");
});

test("two digests are one, the first one's alarms first", () => {
  const digest = joined(digestOf([failed("a", "run_1")]), digestOf([failed("b", "run_2"), failed("a", "run_3")]));

  expect(wordsOf(digest)).toBe(
    "heyrules: 3 alarms\n" +
      "- rule a: run failed (http_422) (2 times), run_1, run_3\n" +
      "- rule b: run failed (http_422), run_2",
  );
});

test("what does not fit into a message is counted, and nothing is lost from the count", () => {
  const digest = digestOf(Array.from({ length: 30 }, (_, index) => failed(`rule${index}`, null)));

  const lines = wordsOf(digest).split("\n");
  expect(alarmsIn(digest)).toBe(30);
  expect([lines.length, lines[0], lines.at(-1)]).toEqual([
    22,
    "heyrules: 30 alarms",
    "- others, see the log (10 times)",
  ]);
});
