import { describe, expect, test } from "vitest";
import type { Delivery } from "../../../src/core/model/delivery.ts";
import type { Event } from "../../../src/core/model/event.ts";
import { matchEvent } from "../../../src/core/match/match.ts";
import { createMatchIndex } from "../../../src/core/match/match-index.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { makeEffect, makeEvent, makeSettings, NOW, PHONE } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const LOG = "do: [{ log: hi }]";
const SENT = compileOne(["on: message_sent", LOG]);
const STATUS = compileOne(["on: message_sent", "if: { event.status: [sent, queued, delivered, failed] }", LOG]);
const RECEIVED = compileOne(["on: message_received", LOG]);
const REACTION = compileOne(["on: message_received", "if: { event.reaction: loved }", LOG]);
const OPT_OUT = compileOne(["on: target_opt_out", LOG]);

/** Why an event is no news to a rule; `matched` when it is. */
function newsTo(
  rule: Rule,
  event: Partial<Event>,
  ownText: Parameters<typeof matchEvent>[0]["ownText"] = null,
): string {
  const [eventType = ""] = rule.triggers.map((trigger) => ("eventType" in trigger ? trigger.eventType : ""));
  const [match] = matchEvent({
    ...{ event: makeEvent({ type: eventType, ...event }), contact: null, optState: null, history: [], ownText },
    ...{ index: createMatchIndex([rule]), settings: makeSettings() },
  }).verdicts;
  return match === undefined ? "no candidate" : "reason" in match ? match.reason : match.kind;
}

test.each<[string, Rule, Partial<Event>, string]>([
  [
    "an opt state that was known already is none",
    OPT_OUT,
    { retells: "opt_state" },
    "the contact's state was known already",
  ],
  [
    "a reaction is none to a rule for texts",
    RECEIVED,
    { reaction: { kind: "loved", quoted: null } },
    "this is a reaction to a text",
  ],
  ["a reaction is to a rule that asks for it", REACTION, { reaction: { kind: "loved", quoted: null } }, "matched"],
  ["a colleague's text is", SENT, { author: "human", status: "sent" }, "matched"],
  ["its update is none", SENT, { author: "human", status: "sent", retells: "text" }, "this is an update of a text"],
  [
    "its update is to a rule that asks for the status",
    STATUS,
    { author: "human", status: "sent", retells: "text" },
    "matched",
  ],
  [
    "an own text is none",
    SENT,
    { author: "automation", status: "delivered" },
    "the engine sent this itself; own texts start no rule",
  ],
])("what is news to a rule: %s", (_, rule, event, wanted) => {
  expect(newsTo(rule, event).slice(0, wanted.length)).toBe(wanted);
});

describe("an own text is news to a rule that asks for its status", () => {
  const told = (status: string, delivery: Delivery | null, overrides: Partial<Event> = {}): string =>
    newsTo(STATUS, { author: "automation", status, ...overrides }, { phone: PHONE, delivery });
  const DELIVERED: Delivery = { outcome: "delivered", status: "delivered", reason: null, at: NOW };

  test.each([
    ["once it is delivered", told("delivered", null), "matched"],
    ["once it failed", told("failed", null), "matched"],
    ["when it fails after all", told("failed", DELIVERED), "matched"],
    ["not as long as it is under way", told("queued", null), "the engine sent this itself; own texts start rules when"],
    ["not a second time", told("delivered", DELIVERED), "this tells of an own text how it ended"],
    [
      "but for a person who runs it again",
      told("delivered", DELIVERED, { origin: "replay", replay: { of: "evt_0", ruleId: null } }),
      "matched",
    ],
  ])("%s", (_, said, wanted) => {
    expect(said.slice(0, wanted.length)).toBe(wanted);
  });

  test("unless it is the echo of a note, which is no text", () => {
    const note = makeEffect({ action: "note", phone: null });

    expect(newsTo(STATUS, { author: "automation", status: "delivered" }, note)).toMatch(
      /^this is the echo of a note of ours/,
    );
  });
});
