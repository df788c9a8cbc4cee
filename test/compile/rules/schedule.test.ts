import { describe, expect, test } from "vitest";
import { compileLines, compileRule, SETTINGS } from "../../helpers/compile.ts";

const NOTIFY = 'do: [{ notify: { connection: slack, text: "hi" } }]';

function findings(...lines: readonly string[]): readonly string[] {
  return compileLines(lines).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

test("a schedule is read by node-cron, in the zone of heyrules.yaml unless it names one", () => {
  const [trigger] = compileRule(['on: { schedule: "0 9 1,15 jan-mar *", catch_up: 6h }', NOTIFY]).triggers;
  const [other] = compileRule(['on: [{ schedule: "*/30 8-9 * * 7", timezone: Europe/Paris }]', NOTIFY]).triggers;

  expect(trigger).toMatchObject({
    kind: "schedule",
    timezone: SETTINGS.timezone,
    catchUpMs: 21_600_000,
    fields: { minutes: [0], hours: [9], daysOfMonth: [1, 15], months: [1, 2, 3], weekdays: [0, 1, 2, 3, 4, 5, 6] },
  });
  expect(other).toMatchObject({ timezone: "Europe/Paris", fields: { minutes: [0, 30], hours: [8, 9], weekdays: [0] } });
});

describe("what is no schedule is refused with what is wrong", () => {
  test.each([
    ['"0 9 * *"', 'bad-schedule: "0 9 * *" has 4 fields, not 5'],
    ['"0 0 9 * * 1"', 'bad-schedule: "0 0 9 * * 1" has 6 fields, not 5'],
    ['"@daily"', 'bad-schedule: "@daily" has 1 field, not 5'],
    ['"61 9 * * *"', 'bad-schedule: "61 9 * * *" cannot be read: the minute "61" is wrong'],
    ['"0 9 L * *"', 'bad-schedule: "0 9 L * *" has "L", which is no plain cron'],
    ['"0 9 30 2 *"', 'bad-schedule: "0 9 30 2 *" cannot be read: the day of the month "30" is wrong'],
    ['"0 9 * * *", timezone: Mars/Olympus', 'unknown-timezone: "Mars/Olympus" is not a time zone'],
    [
      '"0 9 * * *", inbox: support',
      "misplaced-key: `inbox` has no meaning beside `schedule`, which is no event of Heymarket",
    ],
  ])("%s", (written, finding) => {
    expect(findings(`on: { schedule: ${written} }`, NOTIFY)).toEqual([finding]);
  });

  test("a zone without a schedule", () => {
    expect(findings("on: { event: chat_closed, timezone: Europe/Paris, catch_up: 1h }", NOTIFY)).toEqual([
      "misplaced-key: `timezone` has no meaning without `schedule`",
      "misplaced-key: `catch_up` has no meaning without `schedule`",
    ]);
  });
});

describe("a rule with a schedule has no contact", () => {
  const ON = 'on: { schedule: "0 9 * * *" }';

  test.each([
    ["do: [{ tag: { add: [a] } }]", "no-contact: `tag` is done to a contact, and a schedule has none"],
    ["do: [{ log: 'hi {{ contact.name }}' }]", 'no-contact: a schedule has no "contact.name": it is of no contact'],
    [
      "do: [{ log: hi, if: { chat.status: open } }]",
      'no-contact: a schedule has no "chat.status": it is of no contact',
    ],
    ["do: [{ log: '{{ event.text }}' }]", 'field-not-on-event: schedule has no "event.text"'],
  ])("%s", (step, finding) => {
    expect(findings(ON, step)).toEqual([finding]);
  });

  test("nor a history", () => {
    expect(findings(ON, "if: { history: { event: chat_closed, last: 1d } }", NOTIFY)).toEqual([
      "no-contact: `history` counts what a contact did, and a schedule has none",
    ]);
  });

  test("a text says to whom, from where, and is no reply", () => {
    expect(findings(ON, "do: [{ send_message: { purpose: reply, text: hi } }]")).toEqual([
      "no-contact: a schedule has no contact who could be texted",
      "no-contact: a schedule has no inbox to send from",
      "no-contact: a schedule answers nobody",
    ]);
    const text = 'do: [{ send_message: { purpose: service, to: "+15105550100", inbox: support, text: hi } }]';
    expect(findings(ON, text)).toEqual([]);
  });

  test("nor where another trigger of the rule has one", () => {
    const on = 'on: [{ schedule: "0 9 * * *" }, chat_closed]';
    expect(findings(on, "do: [{ note: { text: hi } }]")).toEqual([
      "no-contact: `note` is done to a contact, and a schedule has none",
    ]);
  });
});
