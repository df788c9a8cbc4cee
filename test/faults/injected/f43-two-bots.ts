import { phoneOf } from "../../e2e/delivery.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { StillScene } from "../scene/still-time.ts";
import { openStillScene } from "../scene/still-time.ts";
import { createVirtualClock } from "../../../src/sim/virtual-clock.ts";

type Purpose = "reply" | "service" | "marketing";

const PURPOSES: readonly Purpose[] = ["reply", "service", "marketing"];
const MOST_TEXTS = 3;
/** Answers of a machine to each of our texts, and after how long each comes. */
const SIZES = {
  short: { answers: [1, 2], pausesMs: [500], turns: 30 },
  full: { answers: [1, 2, 5], pausesMs: [1, 2_000, 20_000], turns: 200 },
};
const START_AT = Date.UTC(2026, 2, 4, 17);
const UNGUARDED = "sending: { loops: { auto_replies: 1000/1s, trip_for: 1s } }\n";

/** Machines answer every text at once, each time in other words; two of them are engines of ours. */
export const TWO_BOTS: Fault = {
  id: "F43",
  title: "two machines text each other",
  stores: ["sqlite", "postgres"],
  run: talk,
};

async function talk(plan: FaultPlan): Promise<FaultReport> {
  const { answers, pausesMs } = SIZES[plan.size];
  const counts: Record<string, number> = {};
  for (const purpose of PURPOSES) {
    counts[`texts for ${purpose} to a machine`] = await mostToMachines(plan, { purpose, config: "" });
    counts[`texts for ${purpose} of two engines`] = await mostOfTwoEngines(plan, purpose);
  }
  const unguarded = await mostToMachines(plan, { purpose: "reply", config: UNGUARDED });
  return {
    injected: { "machines for each purpose": answers.length * pausesMs.length, "pairs of engines": PURPOSES.length },
    figures: { ...counts, "in the control without the guard": unguarded },
    violations: [
      ...Object.entries(counts)
        .filter(([, count]) => count > MOST_TEXTS || count === 0)
        .map(([what, count]) => `${what}: ${count}, and at most ${MOST_TEXTS} may go out, and one must`),
      ...(unguarded > MOST_TEXTS ? [] : ["without the guard no more texts went out"]),
    ],
  };
}

const rulesFor = (purpose: Purpose): string => `version: 1
rules:
  answer:
    on: message_recieved
    do: [{ send_message: { purpose: ${purpose}, text: "Thank you for text {{ event_data.id }}." } }]
`;

/** The most texts that any machine got. */
async function mostToMachines(
  plan: FaultPlan,
  { purpose, config }: { readonly purpose: Purpose; readonly config: string },
): Promise<number> {
  const { answers, pausesMs, turns } = SIZES[plan.size];
  const scene = await openStillScene(plan, { at: START_AT, rules: rulesFor(purpose), config });
  const habits = answers.flatMap((count) => pausesMs.map((pauseMs) => ({ count, pauseMs })));
  const got: number[] = [];
  for (const [index, { count, pauseMs }] of habits.entries()) {
    const phone = phoneOf(index);
    await scene.receive(phone, "Hello");
    await scene.rest();
    let answered = 0;
    for (let turn = 0; turn < turns && textsTo(scene, phone) > answered; turn += 1) {
      answered = textsTo(scene, phone);
      scene.clock.moveTo(scene.clock.now() + pauseMs);
      for (let answer = 0; answer < count; answer += 1) {
        await scene.receive(phone, `I am away, this is my text ${turn}.${answer}.`);
      }
      await scene.rest();
    }
    got.push(textsTo(scene, phone));
  }
  return Math.max(...got);
}

/** The most texts that one of two engines sent whose texts are the other's events. */
async function mostOfTwoEngines(plan: FaultPlan, purpose: Purpose): Promise<number> {
  const { turns } = SIZES[plan.size];
  const clock = createVirtualClock(START_AT);
  const options = { at: START_AT, clock, rules: rulesFor(purpose) };
  // By the number that the other engine's texts come from.
  const engines = [
    { scene: await openStillScene(plan, options), partner: phoneOf(1) },
    { scene: await openStillScene(plan, options), partner: phoneOf(2) },
  ];
  const heard = [0, 0];
  await engines[0]?.scene.receive(phoneOf(1), "Hello");
  for (let turn = 0; turn < turns; turn += 1) {
    const [from, to] = turn % 2 === 0 ? [0, 1] : [1, 0];
    const [speaker, listener] = [engines[from], engines[to]];
    if (speaker === undefined || listener === undefined) break;
    await speaker.scene.rest();
    const texts = speaker.scene.texts().slice(heard[from]);
    heard[from] = speaker.scene.texts().length;
    clock.moveTo(clock.now() + 1_000);
    for (const { text } of texts) await listener.scene.receive(listener.partner, text);
    if (texts.length === 0) break;
  }
  return Math.max(...engines.map(({ scene }) => scene.texts().length));
}

function textsTo(scene: StillScene, phone: string): number {
  return scene.texts().filter(({ phone_number: number }) => number === phone).length;
}
