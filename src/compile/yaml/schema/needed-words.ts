/** How a key is written that is needed, by its name, where the name alone does not say it. */
export const NEEDED: Readonly<Record<string, string>> = {
  version: "begin the file with version: 1",
  timezone: "the zone of your business, such as timezone: America/New_York",
  rules: "write rules: and below it each rule under its id: my-rule: { on: …, do: … }",
  on: "the event that starts the rule, such as on: message_recieved",
  do: "the steps, each begins with -, such as - log: hi",
  timeout: "how long to wait, such as timeout: 4h",
  last: "how far to look back, such as last: 30d",
  window: 'such as window: "21:00-08:00"',
  now: "when the test begins, such as now: 2026-03-10T09:00:00-05:00",
  events: "what happens, such as events: [{ event: message_recieved, text: hi }]",
  expect: "what comes of it, such as expect: [{ send_message: { text: hi } }]; [] for nothing",
  connection: "one of heyrules.yaml, such as connection: crm",
  in: "the list to go over, such as in: vars.people",
  event: "such as event: message_recieved",
};
