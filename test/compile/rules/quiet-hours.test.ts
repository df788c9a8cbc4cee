import { expect, test } from "vitest";
import { compileFiles, SETTINGS } from "../../helpers/compile.ts";

const rule = (purpose: string, more = ""): string =>
  `{ on: chat_closed, ${more} do: [{ send_survey: { purpose: ${purpose}, survey: 7 } }] }`;
const found = (rules: readonly string[], sending: Partial<typeof SETTINGS.sending> = {}): readonly string[] =>
  compileFiles(
    { "r.yaml": ["version: 1", "rules:", ...rules.map((each, index) => `  r${index}: ${each}`)].join("\n") },
    { settings: { ...SETTINGS, sending: { ...SETTINGS.sending, ...sending } } },
  )
    .diagnostics.filter(({ code }) => code === "no-quiet-hours")
    .map(({ line, message }) => `${line} ${message}`);

test("texts that sell, without quiet hours, are told once, at the first", () => {
  expect(found([rule("service"), rule("marketing"), rule("marketing")])).toEqual([
    '4 "r1" sends texts that sell, and there are no quiet hours and no caps: they go out at any hour of the night',
  ]);
});

test("of caps that there are nothing is said", () => {
  const frequency = [{ purpose: "any", count: 4, windowMs: 86_400_000 }] as const;

  expect(found([rule("marketing")], { frequency })).toEqual([
    '3 "r0" sends texts that sell, and there are no quiet hours: they go out at any hour of the night',
  ]);
});

test("service, rules that are off, and quiet hours of whatever kind give no finding", () => {
  const window = { from: 1_260, to: 1_920 };
  const quietHours = { appliesTo: ["service"], zone: "org", window, onHit: "defer" } as const;

  expect(found([rule("service"), rule("marketing", "enabled: false,")])).toEqual([]);
  expect(found([rule("marketing")], { quietHours })).toEqual([]);
});
