import type { Fault } from "../fault.ts";
import type { Doubtful } from "../scene/in-doubt.ts";
import { runInDoubt } from "../scene/in-doubt.ts";
import type { Scene } from "../scene/scene.ts";

const LAG_MS = { short: 1_500, full: 120_000 };
const NEWER_MESSAGES = 60;
const AT_ONCE = 20;
const EVERY_MS = 600;

/** The history in which a text in doubt is looked for tells no local_id, lags, or has many newer messages. */
export const POOR_HISTORY: Fault = {
  id: "F21",
  title: "poor history of texts in doubt",
  stores: ["sqlite"],
  run: (plan) => {
    const lost = { behaviour: { reset: "after" } } as const;
    const heymarkets: readonly Doubtful[] = [
      { ...lost, name: "no local_id", heymarket: { history: { echoLocalId: false } } },
      { ...lost, name: "lagging", heymarket: { history: { lagMs: LAG_MS[plan.size] } } },
      { ...lost, name: "crowded", meddle: crowdConversations },
    ];
    return runInDoubt(plan, heymarkets);
  },
};

/** Contacts write many texts as soon as they have ours, so that it is not among the newest; never a page of them in one second. */
function crowdConversations({ world }: Scene): () => void {
  const written = new Map<string, { readonly count: number; readonly second: number }>();
  const timer = setInterval(() => {
    const second = Math.floor(Date.now() / 1_000);
    const numbers = world.heymarket.sent().flatMap(({ phone_number: phone }) => (phone === null ? [] : [phone]));
    for (const phone of numbers) {
      const { count, second: last } = written.get(phone) ?? { count: 0, second: 0 };
      // On a busy machine several ticks may fall into one second.
      if (count >= NEWER_MESSAGES || last === second) continue;
      for (let more = 0; more < AT_ONCE; more += 1) {
        world.heymarket.receiveText({ phone, text: `and another thing, ${count + more}`, inbox: 101 });
      }
      written.set(phone, { count: count + AT_ONCE, second });
    }
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
