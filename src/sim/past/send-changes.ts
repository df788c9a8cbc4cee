import { withoutLinks } from "../../core/run/link/link-token.ts";
import type { Effect } from "../../core/model/run/effect.ts";
import type { SendChanges } from "../../ports/backtest.ts";
import type { SimulatedRun } from "../simulate-events.ts";

/** What is compared of a simulation. */
type Compared = Pick<SimulatedRun, "effects" | "rootOf">;

/** Texts that reach somebody only after, only before, or otherwise. A text is the same by the event it goes back to, its rule, and its place among theirs. */
export function sendChanges(before: Compared, after: Compared): SendChanges {
  const [old, now] = [byPlace(before), byPlace(after)];
  const changed = [...now].flatMap(([key, effect]) => {
    const earlier = old.get(key);
    const isSame = earlier === undefined || written(earlier) === written(effect);
    return isSame ? [] : [{ before: earlier, after: effect }];
  });
  return {
    added: [...now].filter(([key]) => !old.has(key)).map(([, effect]) => effect),
    removed: [...old].filter(([key]) => !now.has(key)).map(([, effect]) => effect),
    changed,
  };
}

/** What an effect says; a link is another one for each version of its rule. */
function written({ request }: Effect): string {
  return withoutLinks(JSON.stringify(request));
}

function byPlace({ effects, rootOf }: Compared): ReadonlyMap<string, Effect> {
  const counts = new Map<string, number>();
  return new Map(
    effects.filter(isSend).map((effect) => {
      const base = `${rootOf.get(effect.eventId) ?? effect.eventId} ${effect.ruleId}`;
      const place = counts.get(base) ?? 0;
      counts.set(base, place + 1);
      return [`${base} ${place}`, effect];
    }),
  );
}

/** Whether an effect is a text that went out. */
export function isSend({ phone, status }: Effect): boolean {
  return phone !== null && status === "done";
}
