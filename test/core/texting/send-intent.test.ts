import { expect, test } from "vitest";
import type { SendIntent } from "../../../src/core/model/changes.ts";
import type { OptState } from "../../../src/core/model/event.ts";
import type { SentText } from "../../../src/core/model/run/effect.ts";
import { intentRefusal } from "../../../src/core/texting/send-intent.ts";
import { NOW, PHONE } from "../../helpers/make.ts";

const FIRST = textOf("eff_1", 1);
const SEEN = [FIRST, textOf("eff_2", 2)];
const TEXT: SendIntent = { kind: "text", phone: PHONE, runCreatedAt: NOW, textsSince: 0, textsSeen: SEEN };
const OPT_OUT: SendIntent = { ...TEXT, kind: "opt_out", textsSeen: [] };

function textOf(effectId: string, at: number): SentText {
  return { effectId, at, goesOutAt: at, purpose: "reply", textDigest: null };
}

function optState(state: OptState["state"], optedOutAt: number | null = null): OptState {
  return { phone: PHONE, state, optedOutAt, changedAt: NOW, reason: "text was STOP" };
}

test.each<[string, OptState | null, readonly SentText[], string | null]>([
  ["goes out as the gate saw it", null, SEEN, null],
  ["goes out to who opted in before", optState("in", NOW - 1), SEEN, null],
  ["does not go out to who opted out meanwhile", optState("out", NOW), SEEN, "opted_out"],
  ["does not go out to who opted out and in meanwhile", optState("in", NOW), SEEN, "opted_out"],
  ["does not go out to whom automation is held for", optState("held"), SEEN, "opted_out"],
  ["is judged anew when another text went", null, [...SEEN, textOf("eff_3", 3)], "stale"],
  ["is judged anew when one turned out not to have gone", null, [FIRST], "stale"],
  ["is judged anew when one went instead of another", null, [FIRST, textOf("eff_3", 2)], "stale"],
  ["is judged anew when one went at another time", null, [FIRST, textOf("eff_2", 3)], "stale"],
])("a text %s", (_, state, texts, refusal) => {
  expect(intentRefusal(TEXT, { optState: state, texts })).toBe(refusal);
});

test.each([
  ["goes out of who is out", optState("out", NOW), null],
  ["does not go out of who opted in meanwhile", optState("in", NOW - 1), "opted_out"],
  ["does not go out of whom nothing is known", null, "opted_out"],
] as const)("word of an opt-out %s", (_, state, refusal) => {
  expect(intentRefusal(OPT_OUT, { optState: state, texts: SEEN })).toBe(refusal);
});
