import pico from "picocolors";
import { expect, test } from "vitest";
import { formatEffects } from "../../../src/show/records/explain/explain.ts";
import { formatSteps } from "../../../src/show/records/run-trace.ts";
import { makeAttempt, makeEffect, makeRun, NOW } from "../../helpers/make.ts";

const style = pico.createColors(false);

/** An effect that was throttled so often that not every attempt is kept. */
const THROTTLED = makeEffect({
  attempts: [481, 482].map((number) => makeAttempt({ number, counted: false, error: "crm answered 429." })),
  reason: "crm answered 429.",
});

test("a run says how many attempts are not shown", () => {
  const lines = formatSteps({ run: makeRun(), effects: [THROTTLED] }, { rule: null, style, zone: "UTC", now: NOW });

  expect(lines.slice(2)).toEqual([
    expect.stringContaining("attempt 481 at") as string,
    expect.stringContaining("attempt 482 at") as string,
    "      480 earlier attempts not shown; none of them counted",
  ]);
});

test("a run that keeps every attempt says nothing of others", () => {
  const effects = [makeEffect({ attempts: [makeAttempt()] })];

  const lines = formatSteps({ run: makeRun(), effects }, { rule: null, style, zone: "UTC", now: NOW });

  expect(lines.join("\n")).not.toContain("not shown");
});

test("a reason that ends in a stop goes on with when it is tried next", () => {
  const effect = makeEffect({ status: "planned", reason: "crm answered 503.", dueAt: NOW });

  const lines = formatEffects({ style, utc: true }, [effect]);

  expect(lines[1]).toMatch(/^ {4}crm answered 503; tried next at 20/);
});

test("an effect that is looked for says how often it was, and when it is next", () => {
  const search = { since: NOW, looks: 3, wholeLooks: 3 };
  const unknown = makeEffect({ status: "unknown", reason: "heymarket answered 502.", search, dueAt: NOW });

  const lines = formatSteps({ run: makeRun(), effects: [unknown] }, { rule: null, style, zone: "UTC", now: NOW });

  expect(lines.slice(2)).toEqual(["      looked for 3 times", expect.stringContaining("      next look 20") as string]);
  expect(formatEffects({ style, utc: true }, [unknown])[1]).toMatch(/502; looked for 3 times, next at 20/);
});

test("an effect that was not looked for yet says when it is", () => {
  const search = { since: NOW, looks: 0, wholeLooks: 0 };
  const unknown = makeEffect({ status: "unknown", reason: "heymarket answered 502.", search, dueAt: NOW });

  expect(formatEffects({ style, utc: true }, [unknown])[1]).toMatch(/502; looked for at 20/);
});

test("an event says how many attempts of its effects are not kept", () => {
  const context = { style, utc: true };

  const lines = formatEffects(context, [THROTTLED]);

  expect(lines.join("\n")).toContain("480 earlier attempts not kept, none of which counted");
});
