import { expect, test } from "vitest";
import { ruleWords } from "../../../src/show/rules/rule-summary.ts";
import { compileRule, SETTINGS } from "../../helpers/compile.ts";

/** What `rules show` says of a rule, without places. */
const wordsOf = (...lines: readonly string[]): readonly string[] => ruleWords(compileRule(lines), SETTINGS);

test("how runs beside each other go, and what ends one that waits, are told", () => {
  const words = wordsOf(
    "on: message_recieved",
    "mode: single",
    "cancel_on: [target_opt_out, { event: message_sent, where: { author: human } }]",
    "do: [{ wait: 1h }, { log: hi }]",
  );

  expect(words.join("\n")).toContain(
    ["limits", "  mode single", "", "cancel_on", "  target_opt_out", "  message_sent", "    author is human"].join(
      "\n",
    ),
  );
});

test("how a step is tried is told where it is not as usual, and what comes after a failure", () => {
  const words = wordsOf(
    "on: message_recieved",
    "do:",
    "  - http: { connection: crm, path: /a, method: POST }",
    "    retry: { max: 3, backoff: 5s, max_backoff: 1m }",
    "    timeout: 10s",
    "    deadline: 2h",
    "    on_error: continue",
    '  - note: { text: "seen" }',
    "    on_unknown: skip",
    "    on_error: [{ log: failed }]",
    "  - http: { connection: crm, path: /c, method: POST }",
  );

  expect(words.filter((word) => /^ {2}do|^ {6}|on_error/.test(word))).toEqual([
    expect.stringMatching(/^ {2}do\/0 {2}http/),
    "      retry: 3 attempts at most, 5s to 1m apart",
    "      timeout 10s",
    "      deadline 2h",
    "      on_error: continue",
    expect.stringMatching(/^ {2}do\/1 {2}note/),
    "      on_unknown: skip",
    "      on_error: steps of its own",
    '  do/1/on_error/0  log "failed"',
    expect.stringMatching(/^ {2}do\/2 {2}http/),
  ]);
});

test("of several events that an absence misses each is told with its own condition, and that Heymarket is asked first", () => {
  const words = wordsOf(
    "on: { after: message_recieved, missing: [message_recieved, { event: message_sent, where: { author: human } }], within: 1h }",
    "verify: vendor",
    "do: [{ tag: { add: [waiting] } }]",
  );

  const at = words.findIndex((word) => word.includes("wait for"));
  expect(words.slice(at, at + 5)).toEqual([
    "  on  wait for message_recieved or message_sent, 1h at most",
    "      message_recieved",
    "      message_sent",
    "        author is human",
    "      verify: Heymarket is asked before it is taken that none came",
  ]);
});

test("a text that a person approves stands where it is sent, and nothing of how it is asked for", () => {
  const words = wordsOf(
    "on: message_recieved",
    "limits: { once_per: 12h }",
    "do:",
    "  - approve:",
    '      send_message: { purpose: service, text: "Dear \\"{{ org.name }}\\"" }',
    "      timeout: 4h",
    '      timed_out: [{ log: "late" }]',
    '  - note: { text: "mine" }',
  );

  const from = words.indexOf("do");
  expect(words.slice(from)).toEqual([
    "do",
    "  do/0  wait for a person's approval, asked by a note, 4h at most",
    '  do/0/approve/timed_out/0  log "late"',
    '  do/0/approve/send_message  send_message (service) to contact: "Dear \\"{{ org.name }}\\""',
    '  do/1  note "mine"',
  ]);
});
