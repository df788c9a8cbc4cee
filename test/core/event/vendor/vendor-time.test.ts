import fc from "fast-check";
import { expect, test } from "vitest";
import { parseVendorTime } from "../../../../src/core/event/vendor/vendor-time.ts";
import { randomCases } from "../../../helpers/random-cases.ts";

test.each([
  ["2026-03-08T22:15:00Z", Date.UTC(2026, 2, 8, 22, 15)],
  ["2026-03-08T22:15:00.5Z", Date.UTC(2026, 2, 8, 22, 15, 0, 500)],
  ["2026-03-08T22:15:00.123456789Z", Date.UTC(2026, 2, 8, 22, 15, 0, 123)],
  ["2026-03-08T22:15:00-05:00", Date.UTC(2026, 2, 9, 3, 15)],
  ["2026-03-08T22:15:00+0530", Date.UTC(2026, 2, 8, 16, 45)],
  ["2026-03-08T22:15:00+01", Date.UTC(2026, 2, 8, 21, 15)],
  ["2026-03-08 22:15:00", Date.UTC(2026, 2, 8, 22, 15)],
  ["2026-03-08 22:15:00 -0500", Date.UTC(2026, 2, 9, 3, 15)],
  ["2026-03-08", Date.UTC(2026, 2, 8)],
  ["2028-02-29T00:00:00Z", Date.UTC(2028, 1, 29)],
  [1_772_998_500, 1_772_998_500_000],
  [1_772_998_500_123, 1_772_998_500_123],
  ["1772998500", 1_772_998_500_000],
  [1_772_998_500.9, 1_772_998_500_900],
  ["2027-02-29T00:00:00Z", null],
  ["2026-13-01T00:00:00Z", null],
  ["2026-00-01T00:00:00Z", null],
  ["2026-12-32T00:00:00Z", null],
  ["2026-01-01T24:00:00Z", null],
  ["2026-01-01T00:60:00Z", null],
  ["1999-12-31T23:59:59Z", null],
  ["2100-01-01T00:00:00Z", null],
  ["0001-01-01T00:00:00Z", null],
  ["yesterday", null],
  ["", null],
  [0, null],
  [-5, null],
  [12, null],
  [Number.NaN, null],
  [null, null],
  [true, null],
  [{}, null],
])("%j is the instant %j", (value, expected) => {
  const at = parseVendorTime(value);

  expect(at).toBe(expected);
});

test("every instant of the century is read as JavaScript reads it", () => {
  const instants = fc.date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2099-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(instants, (instant) => {
      const at = parseVendorTime(instant.toISOString());

      expect(at).toBe(instant.getTime());
    }),
    randomCases(100),
  );
});
