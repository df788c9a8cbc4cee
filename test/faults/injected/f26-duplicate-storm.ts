import type { Reply } from "../../e2e/delivery.ts";
import { phoneOf } from "../../e2e/delivery.ts";
import type { Fault } from "../fault.ts";
import { sentences } from "../check/evidence.ts";
import { openScene } from "../scene/scene.ts";

const POSTS = { short: 300, full: 1_000 };
const AT_ONCE = 50;
/** What a machine may answer that has too little time: nothing was stored, and the sender tries again. */
const NOT_TAKEN = [408, 503];
const PROCESSES = { sqlite: 1, json: 1, postgres: 3, none: 0 };

/** One delivery comes many times at the same moment, at every engine there is. */
export const DUPLICATE_STORM: Fault = {
  id: "F26",
  title: "duplicate storm",
  stores: ["sqlite", "json", "postgres"],
  run: async (plan) => {
    const scene = await openScene(plan, { connections: AT_ONCE });
    const { fleet, traffic } = scene;
    const processes = PROCESSES[plan.store];
    await Promise.all(Array.from({ length: processes }, () => fleet.start()));
    const delivery = traffic.write(phoneOf(1), "price");
    const posts = Array.from({ length: POSTS[plan.size] }, () => traffic.postOnce(delivery));
    const replies = await Promise.all(posts);
    const { figures, violations } = await scene.conclude();
    const refused = replies.filter(
      (reply) => reply?.kind !== "answered" || ![200, ...NOT_TAKEN].includes(reply.status),
    );
    const isNotTaken = (reply: Reply | null): boolean => reply?.kind === "answered" && NOT_TAKEN.includes(reply.status);
    return {
      injected: { posts: replies.length, "at once": AT_ONCE, processes },
      figures: { "not taken": replies.filter(isNotTaken).length, ...figures },
      violations: [...sentences("a repeat was not answered 200", refused), ...violations],
    };
  },
};
