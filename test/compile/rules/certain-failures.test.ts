import { describe, expect, test } from "vitest";
import { compileLines, SETTINGS } from "../../helpers/compile.ts";

const settings = {
  ...SETTINGS,
  org: { name: "Acme Dental", names: ["Ann", "Bo"], price: 5, desks: { support: "Help" } },
};
const found = (steps: string, on = "message_recieved"): readonly string[] =>
  compileLines(
    [
      `on: ${on}`,
      "vars: { route: { to: support }, days: [mon, tue], all: '{{ contact.tags }}', who: { tags: '{{ contact.tags }}' } }",
      `do: ${steps}`,
    ],
    { settings },
  ).diagnostics.flatMap(({ severity, message }) => (severity === "error" ? [message] : []));
const inNote = (text: string): string => `[{ note: { text: ${JSON.stringify(text)} } }]`;

describe("what fails with all data there can be is found where it is written", () => {
  test.each([
    ["{{ contact.tags }}", 'contact.tags is a list; add `| join: ", "`'],
    ['{{ contact.tags | default: "none" }}', 'contact.tags is a list; add `| join: ", "`'],
    ["{{ event.media }}", 'event.media is a list; add `| join: ", "`'],
    ["{{ event_data.conversation }}", "event_data.conversation is an object; name one of its values"],
    ["{{ contact }}", "contact is an object; name one of its values"],
    ["{{ contact.custom }}", "contact.custom is an object; name one of its values"],
    ["{{ org.names }}", 'org.names is a list; add `| join: ", "`'],
    ["{{ org.desks }}", "org.desks is an object; name one of its values"],
    ["{{ vars.route }}", "vars.route is an object; name one of its values"],
    ["{{ vars.days }}", 'vars.days is a list; add `| join: ", "`'],
    ["{{ contact.phone | date: '%A' }}", "it is not an ISO 8601 date or time with zone"],
    ["{{ event.inbox | round }}", "a number is wanted"],
    ["{{ event.at | round }}", "a number is wanted"],
    ["{{ event.text | first }}", "it is not a list"],
    ["{{ contact.tags | upcase }}", "a text is wanted"],
    ["{{ org.price | date: '%A' }}", "it is not an ISO 8601 date or time with zone"],
  ])("%s", (text, message) => {
    expect(found(inNote(`Say ${text}`))).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    '[{ send_message: { purpose: reply, text: "{{ contact.tags }}" } }]',
    '[{ notify: { connection: slack, text: "{{ contact.tags }}" } }]',
    '[{ send_email: { purpose: service, to: a@example.com, subject: "{{ contact.tags }}", text: Hello } }]',
    '[{ http: { connection: crm, method: POST, path: "/x/{{ contact.tags }}" } }]',
    '[{ http: { connection: crm, method: POST, path: /x, form: { a: "of {{ contact.tags }}" } } }]',
    '[{ http: { connection: crm, method: POST, path: /x, json: { a: ["of {{ contact.tags }}"] } } }]',
    '[{ tag: { add: ["{{ contact.tags }}"] } }]',
    '[{ log: "{{ contact.tags }}" }]',
  ])("in %s", (steps) => {
    expect(found(steps)).toEqual(['contact.tags is a list; add `| join: ", "`']);
  });
});

describe("nothing is said of what may go through", () => {
  test.each([
    "{{ contact.tags | join: ', ' }} {{ contact.tags | first }} {{ contact.tags | size }} {{ event.media.0 }}",
    "{{ event.text | number }} {{ event.text | date: '%A' }} {{ contact.tags | first | number }}",
    "{{ event.at | date: '%A' }} {{ event.at | plus: '1d' | date: '%F' }} {{ now }} {{ event.late }}",
    "{{ contact.phone | mask_phone }} {{ contact.custom.points | round }} {{ event_data.date | date: '%A' }}",
    "{{ org.name }} {{ org.names.0 }} {{ org.names | join }} {{ org.price | plus: 1 }} {{ org.desks[event.inbox] }}",
    "{{ vars.all | join }} {{ vars.all }} {{ vars.route.to }} {{ vars.days | last }} {{ vars.who.tags }}",
  ])("%s", (text) => {
    expect(found(inNote(text))).toEqual([]);
  });

  test.each([
    '[{ http: { connection: crm, method: POST, path: /x, json: { a: "{{ contact.tags }}", b: "{{ vars.route }}" } } }]',
    '[{ set: { route: plain } }, { note: { text: "{{ vars.route }}" } }]',
    '[{ for_each: { in: "{{ contact.tags }}", as: tag, do: [{ log: "{{ tag }}" }] } }]',
  ])("in %s", (steps) => {
    expect(found(steps)).toEqual([]);
  });
});
