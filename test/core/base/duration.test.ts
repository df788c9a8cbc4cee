import { expect, test } from "vitest";
import { formatDuration, parseDuration, parseRate } from "../../../src/core/base/duration.ts";

test.each([
  ["30s", 30_000],
  ["15m", 900_000],
  ["15min", 900_000],
  ["12h", 43_200_000],
  ["7d", 604_800_000],
  ["2w", 1_209_600_000],
  ["0s", 0],
])("the duration %s is %d milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(["", "5", "m", "-5m", "1.5h", "5 m", "5M", "1h30m", "9999999s", "5ms"])("%j is not a duration", (text) => {
  expect(parseDuration(text)).toBeNull();
});

test.each([
  ["5/24h", 5, 86_400_000],
  ["5/s", 5, 1000],
  ["450/min", 450, 60_000],
  ["3/10m", 3, 600_000],
])("the rate %s is %d in %d milliseconds", (text, count, windowMs) => {
  expect(parseRate(text)).toEqual({ count, windowMs });
});

test.each(["", "5", "5/", "/s", "0/s", "5/0s", "5/24", "5/year", "a/s", "5/s/s"])("%j is not a rate", (text) => {
  expect(parseRate(text)).toBeNull();
});

test.each([
  [0, "0ms"],
  [250, "250ms"],
  [1000, "1s"],
  [45_999, "45s"],
  [90_000, "1m 30s"],
  [3_600_000, "1h"],
  [5_400_000, "1h 30m"],
  [3_605_000, "1h"],
  [172_800_000, "2d"],
  [187_200_000, "2d 4h"],
])("%d milliseconds read as %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
