import { expect, test } from "vitest";
import { buildRuleData } from "../../../src/core/language/rule-data.ts";
import { matchEvent } from "../../../src/core/match/match.ts";
import { createMatchIndex } from "../../../src/core/match/match-index.ts";
import { makeContact, makeEvent, makeSettings, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";
import { keepForms } from "../../helpers/forms.ts";

const given = { event: makeEvent(), contact: makeContact(), optState: null, settings: makeSettings(), history: [] };
const index = createMatchIndex([compileOne(["on: message_received", "if: { text: hello }", "do: [{ log: hi }]"])]);

test("the control: in Node 20, what is added behind a copy makes a form of its own each time", () => {
  expect(keepForms(() => [{ first: 1, ...given }])).toBe(true);
  expect(keepForms(() => [{ ...given, last: 1 }])).toBe(!process.version.startsWith("v20."));
});

test("the data of all events has one form, and so has what comes of matching them", () => {
  const make = (): readonly object[] => {
    const match = matchEvent({ ...given, index });
    const [verdict] = match.verdicts;
    if (verdict === undefined) throw new Error("no rule was asked");
    return [match, match.event, match.contact, verdict, verdict.condition ?? {}, buildRuleData({ ...given, at: NOW })];
  };

  expect(keepForms(make)).toBe(true);
});
