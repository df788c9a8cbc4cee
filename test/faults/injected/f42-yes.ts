import { phoneOf } from "../../e2e/delivery.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { StillScene } from "../scene/still-time.ts";
import { openStillScene } from "../scene/still-time.ts";

const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    do: [{ send_message: { purpose: reply, text: "Thank you. ({{ event_data.id }})" } }]
  remind:
    on: message_recieved
    do: [{ send_message: { purpose: service, text: "See you soon. ({{ event_data.id }})" } }]
`;
const YES = [
  "YES",
  "yes",
  "Yes!",
  " yes ",
  "“Yes”",
  "YES 👍",
  "y\u200bes",
  "ＹＥＳ",
  "yes please",
  "Yes, that works",
  "y",
  "ok",
];
/** Half of them follow days later, when nobody thinks of the STOP any more. */
const LATER_MS = 3 * 86_400_000;
const ROUNDS = { short: 1, full: 4 };
const START_AT = Date.UTC(2026, 2, 4, 17);

/** Contacts who said STOP answer YES, which Heymarket takes for an opt-in. */
export const YES_AFTER_STOP: Fault = {
  id: "F42",
  title: "YES of somebody opted out",
  stores: ["sqlite", "postgres"],
  run: sayYes,
};

async function sayYes(plan: FaultPlan): Promise<FaultReport> {
  const scene = await openStillScene(plan, { at: START_AT, rules: RULES });
  const phones: string[] = [];
  for (let round = 0; round < ROUNDS[plan.size]; round += 1) {
    const answers = new Map(YES.map((text, index) => [phoneOf(round * YES.length + index), text]));
    for (const [phone] of answers) await scene.receive(phone, "Stop");
    await scene.rest();
    if (round % 2 === 0) scene.clock.moveTo(scene.clock.now() + LATER_MS);
    for (const [phone, text] of answers) {
      // Heymarket has taken it for an opt-in, and would let texts through.
      await scene.receive(phone, text);
      scene.world.heymarket.setContact({ phone, is_opted_out: false });
    }
    await scene.rest();
    phones.push(...answers.keys());
  }
  const posts = sends(scene);
  const { rows } = await scene.engine.store.listRuns({ limit: 10_000 });
  const guards = rows.flatMap(({ effects }) => effects.map(({ guard }) => guard));
  const [first = ""] = phones;
  await scene.receive(first, "START");
  await scene.rest();
  const control = sends(scene) - posts;
  return {
    injected: { "YES of opted-out contacts": phones.length },
    figures: { "texts held back": guards.length, texts: posts, "texts after START, the control": control },
    violations: [
      ...(posts === 0 ? [] : [`I6 ${posts} texts to contacts who had opted out`]),
      ...sentences(
        "held back by another guard",
        guards.filter((guard) => guard !== "opt_out"),
      ),
      ...(guards.length === 4 * phones.length ? [] : [`${guards.length} texts were due, not ${4 * phones.length}`]),
      ...(control === 2 ? [] : [`${control} texts went out after START, not 2`]),
    ],
  };
}

/** Posts of texts that reached Heymarket, refused ones included. */
function sends({ world }: StillScene): number {
  return world.exchanges.heymarket.filter(({ path }) => path === "/v1/message/send").length;
}
