import { expect, test } from "vitest";
import type { Settings } from "../../../../src/core/model/ruleset/settings.ts";
import { compileLines, SETTINGS } from "../../../helpers/compile.ts";

const READING = { type: { name: "order" }, idPath: "id", phonePath: "phone", atPath: null } as const;
const FIELDS = { size: ["small", "large"], count: "number" } as const;
const settings: Settings = {
  ...SETTINGS,
  org: { most: 3 },
  sources: {
    staging: { dry: true, rules: null, outside: null },
    shop: { dry: false, rules: null, outside: { ...READING, fields: FIELDS } },
  },
};

/** Code and hint of each finding about JSON Logic in the `if` of a rule. */
function found(logic: string, on = "message_recieved"): readonly string[] {
  const { diagnostics } = compileLines([`on: ${on}`, `if: { logic: ${logic} }`, "do: [{ log: hi }]"], { settings });
  return diagnostics.map(({ code, hint }) => `${code} ${hint ?? ""}`);
}

const author = 'unknown-value did you mean "contact"?';

test.each([
  ['{ "==": [{ var: event.author }, contakt] }', author],
  ['{ "===": [contakt, { var: event.author }] }', author],
  ['{ "!=": [{ var: event.author }, contakt] }', author],
  ['{ "!==": [contakt, { var: [event.author] }] }', author],
  ["{ is: [{ var: event.author }, contakt] }", author],
  ["{ is: [{ var: event.author }, [human, contakt]] }", author],
  ["{ in: [{ var: event.author }, [contakt, human]] }", author],
  ["{ in: [contakt, { var: event.author }] }", author],
  ['{ "==": [{ var: event.author }, Contact] }', author],
  ['{ "==": [{ var: [event.author, nobody] }, contakt] }', author],
  ['{ "!": [{ and: [true, { or: [{ "==": [{ var: event.author }, contakt] }, false] }] }] }', author],
  ['{ if: [{ "==": [{ var: event.author }, contakt] }, true, false] }', author],
  ['{ "!==": [{ var: event.type }, message_received] }', 'unknown-value write "message_recieved"'],
  ["{ in: [{ var: event.type }, [message_received]] }", 'unknown-value write "message_recieved"'],
  ["{ in: [message_received, { var: event.type }] }", 'unknown-value write "message_recieved"'],
  ['{ "==": [{ var: event.type }, chat_closd] }', 'unknown-event did you mean "chat_closed"?'],
  ['{ "==": [{ var: contact.last_delivery }, delivred] }', 'unknown-value did you mean "delivered"?'],
  ['{ "!=": [{ var: event.reaction }, love] }', 'unknown-value did you mean "loved"?'],
  ["{ is: [{ var: event.inbox }, [suport]] }", 'unknown-inbox did you mean "support"?'],
  ['{ is: [{ var: event.inbox }, "101"] }', 'unknown-value write "support"'],
  ['{ "==": [{ var: event.source }, stagin] }', 'unknown-source did you mean "staging"?'],
  ["{ in: [{ var: event.source }, [stagin]] }", 'unknown-source did you mean "staging"?'],
  ['{ "==": [{ var: contact.phone }, "(510) 555-0100"] }', 'unknown-value write "+15105550100"'],
  ['{ in: [{ var: contact.phone }, ["5105550100"]] }', 'unknown-value write "+15105550100"'],
  ['{ is: [{ var: contact.phone }, "12"] }', 'wrong-value such as "+15105550100"'],
  ['{ "==": [{ var: event.late }, "true"] }', "wrong-value write true or false without quotes"],
  ['{ "===": [{ var: event.late }, 1] }', "wrong-value write true or false without quotes"],
  ['{ "!==": [{ var: event.late }, "false"] }', "wrong-value write true or false without quotes"],
  ['{ "===": [{ var: event.text }, 5] }', 'needs-quotes write it in quotes: "5"'],
  ["{ in: [{ var: event.text }, [1, price]] }", 'needs-quotes write it in quotes: "1"'],
  ["{ is: [{ var: event.text }, [true]] }", 'needs-quotes write it in quotes: "true"'],
  ["{ in: [5, { var: contact.tags }] }", 'needs-quotes write it in quotes: "5"'],
  ["{ has_any: [{ var: contact.tags }, [true]] }", 'needs-quotes write it in quotes: "true"'],
  ['{ "===": [{ number_in: [{ var: event.text }] }, "5"] }', "wrong-value write a number without quotes"],
  ['{ gt: [{ number_in: [{ var: event.text }] }, "5"] }', "wrong-value write a number without quotes"],
  ['{ gte: [{ var: event_data.broadcast_id }, "5"] }', "wrong-operator use is, not, exists"],
  ['{ lt: ["5", { var: contact.custom.visits }] }', "wrong-value write a number without quotes"],
  [
    "{ lt: [5, { var: event.text }] }",
    "wrong-operator use is, not, contains, words, starts_with, ends_with, matches, number, exists",
  ],
  [
    '{ ">": [{ var: event.at }, 1767384000] }',
    'wrong-value use { "after": [ { "var": … }, "2026-12-24", "America/New_York" ] }',
  ],
  ['{ ">": [{ number_in: [{ var: event.text }] }, many] }', "wrong-value write a number without quotes"],
  ["{ older_than: [{ var: contact.read_at }, 15m, { var: now }] }", "wrong-value write 900000"],
  [
    "{ before: [{ var: event.at }, 24.12.2026, America/New_York] }",
    'bad-instant such as "2026-12-24", "17:00" or "2026-12-24T17:00:00-05:00"',
  ],
  ['{ before: [{ var: event.at }, "2026-12-24", America/New_Yorc] }', 'unknown-timezone such as "America/New_York"'],
  ['{ words: [{ var: event.text }, ["?"]] }', "never-matches use `contains` for signs and emoji"],
  ['{ contains: [{ var: event.text }, [" "]] }', "never-matches use `exists`"],
  ['{ "===": [{ var: contact.tags }, vip] }', 'wrong-operator use { "in": [ "vip", { "var": … } ] }'],
  ['{ "===": [{ var: event.text }, [price]] }', 'wrong-operator use { "in": [ { "var": … }, [ … ] ] }'],
  ['{ "!=": [{ var: event.author }, [contact, human]] }', 'wrong-operator use { "in": [ { "var": … }, [ … ] ] }'],
])("%s is wrong every time", (logic, ...wanted) => {
  expect(found(logic)).toEqual(wanted);
});

test("an id is compared by its type, and its name is not known", () => {
  expect(found("{ in: [{ var: event.inbox }, [suport]] }").map((each) => each.split(" ")[0])).toEqual([
    "id-comparison",
    "unknown-inbox",
  ]);
});

test("a field that a source lists has the values listed", () => {
  expect(found('{ "==": [{ var: event_data.size }, smal] }', "shop.order")).toEqual([
    'unknown-value did you mean "small"?',
  ]);
  expect(found('{ "===": [{ var: event_data.count }, "3"] }', "shop.order")).toEqual([
    "wrong-value write a number without quotes",
  ]);
});

test("a state that is nearly a known one is a warning, as in a plain condition", () => {
  const { diagnostics } = compileLines([
    "on: message_sent",
    'if: { logic: { "==": [{ var: event.status }, deliverd] } }',
    "do: [{ log: hi }]",
  ]);

  expect(diagnostics).toMatchObject([
    { severity: "warning", code: "unknown-value", hint: 'did you mean "delivered"?' },
  ]);
});

test("the place is that of the value", () => {
  const { diagnostics } = compileLines([
    "on: message_sent",
    "if:",
    "  logic:",
    "    in:",
    "      - { var: event.author }",
    "      - - human",
    "        - humn",
    "do: [{ log: hi }]",
  ]);

  expect(diagnostics).toMatchObject([{ line: 10, column: 15 }]);
});

test.each([
  ['{ "==": [{ var: event.author }, human] }', "message_sent"],
  ["{ in: [{ var: event.author }, [human, api]] }", "message_sent"],
  ["{ in: [hum, { var: event.author }] }", "message_sent"],
  ["{ is: [{ var: event.author }, [Human]] }", "message_sent"],
  ['{ "==": [{ var: [event.author, nobody] }, nobody] }', "message_sent"],
  ['{ "==": [{ var: event.reaction }, null] }', "message_recieved"],
  ["{ in: [message_, { var: event.type }] }", "[message_sent, chat_closed]"],
  ['{ "!==": [{ var: event.type }, message_recieved] }', "[message_recieved, message_sent]"],
  ['{ "==": [{ var: event.type }, shop.order] }', "[message_recieved, shop.order]"],
  ["{ is: [{ var: event.inbox }, [support, 999]] }", "message_recieved"],
  ['{ "==": [{ var: event.source }, staging] }', "message_recieved"],
  ['{ "!=": [{ var: event.source }, sweep] }', "message_recieved"],
  ['{ "==": [{ var: contact.phone }, "+15105550100"] }', "message_recieved"],
  ['{ in: ["+1510", { var: contact.phone }] }', "message_recieved"],
  ['{ "==": [{ var: event.text }, 5] }', "message_recieved"],
  ["{ in: [5, { var: event.text }] }", "message_recieved"],
  ["{ in: [vip, { var: contact.tags }] }", "message_recieved"],
  ["{ has_any: [{ var: contact.tags }, [5]] }", "message_recieved"],
  ["{ is: [{ var: event.text }, [5, price]] }", "message_recieved"],
  ['{ "==": [{ var: event.late }, 1] }', "message_recieved"],
  ['{ "===": [{ var: event.late }, true] }', "message_recieved"],
  ['{ "==": [{ number_in: [{ var: event.text }] }, "5"] }', "message_recieved"],
  ['{ ">": [{ var: event.text }, 5] }', "message_recieved"],
  ['{ ">": [{ var: event.at }, "2026-12-24"] }', "message_recieved"],
  ["{ gt: [5, { number_in: [{ var: event.text }] }] }", "message_recieved"],
  ["{ lt: [{ var: contact.custom.visits }, { var: org.most }] }", "message_recieved"],
  ['{ before: [{ var: event.at }, "17:00", America/New_York] }', "message_recieved"],
  ["{ words: [{ var: event.text }, [price, quote]] }", "message_recieved"],
  ['{ "==": [{ var: contact.tags }, vip] }', "message_recieved"],
  ['{ "==": [{ var: event_data.size }, small] }', "shop.order"],
])("%s on %s is taken as it is", (logic, on) => {
  expect(found(logic, on)).toEqual([]);
});
