import { createSender, phoneOf } from "../../e2e/delivery.ts";
import { TOKEN } from "../../e2e/world.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

/** Deliveries that are alike in some way, and whether the second is the event of the first. */
const PAIRS = [
  { name: "other words", first: { id: "11" }, second: { id: "11", text: "Hello again" }, isSame: true },
  { name: "other type", first: { id: "12" }, second: { id: "12", type: "message_sent" }, isSame: false },
  { name: "above 2^53", first: { id: "9007199254740992" }, second: { id: "9007199254740993" }, isSame: false },
  { name: "number and text", first: { id: "13" }, second: { id: '"13"' }, isSame: true },
] as const;

interface Alike {
  /** As it stands in the body. */
  readonly id: string;
  readonly text?: string;
  readonly type?: string;
}

/** Two deliveries carry the same id, or two that JavaScript takes for the same. */
export const SAME_ID: Fault = {
  id: "F27",
  title: "same id, other bytes",
  stores: ["sqlite", "json", "postgres"],
  run: postPairs,
};

async function postPairs(plan: FaultPlan): Promise<FaultReport> {
  const scene = await openScene(plan);
  const { world, fleet, storeUrl } = scene;
  const { webhook } = await fleet.start();
  const sender = createSender(1);
  plan.atEnd(sender.close);
  const violations: string[] = [];
  const sameEvents: string[] = [];
  for (const [index, { name, first, second, isSame }] of PAIRS.entries()) {
    const phone = phoneOf(index);
    const events: (string | null)[] = [];
    for (const alike of [first, second]) {
      const { event } = await sender.deliver(webhook, { id: index, body: bodyOf(alike, phone) });
      events.push(event);
    }
    const isOne = new Set(events).size === 1;
    if (isSame) sameEvents.push(events[0] ?? "");
    if (isOne !== isSame) violations.push(`${name}: stored as ${isOne ? "one event" : "two events"}`);
  }
  const problems = await scene.settle();
  const { events, runs } = await readStoreRows(storeUrl);
  const wanted = PAIRS.reduce((sum, { isSame }) => sum + (isSame ? 1 : 2), 0);
  if (events.length !== wanted) violations.push(`I1 ${events.length} events instead of ${wanted}`);
  const variants = await countVariants(sameEvents);
  const wantedVariants = PAIRS.filter(({ isSame }) => isSame).length;
  if (variants !== wantedVariants) violations.push(`${variants} bodies kept as variants instead of ${wantedVariants}`);
  return {
    injected: { pairs: PAIRS.length },
    figures: { events: events.length, runs: runs.length, variants },
    violations: [...violations, ...problems],
  };

  async function countVariants(ids: readonly string[]): Promise<number> {
    const shown = await Promise.all(ids.map((id) => world.run(["events", "show", id, "--json"])));
    const events = shown.map(({ out }) => JSON.parse(out) as { readonly variants: readonly unknown[] });
    return events.reduce((sum, event) => sum + event.variants.length, 0);
  }
}

function bodyOf({ id, text = "Hello there", type = "message_recieved" }: Alike, phone: string): string {
  const rest = `"phone":"${phone}","text":"${text}","conversation":{"id":7,"inbox":101,"target":"${phone}"}`;
  return `{"type":"${type}","id":7,"token":"${TOKEN}","event_data":{"id":${id},${rest}}}`;
}
