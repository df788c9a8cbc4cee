import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTerminal } from "../../src/core/model/run/run.ts";
import { done, refused } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { fieldOf, NOW } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { randomCases } from "../helpers/random-cases.ts";
import type { Performed, TestEngine } from "./make.ts";
import { NOT_SENT, openFileStore, startEngine, UNCLEAR, until } from "./make.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const PHONES = ["+12025550100", "+12025550101", "+12025550102"];
const RULES = `
answer:
  on: message_received
  do: [{ send_message: { purpose: service, text: "Re: {{ event.text }}" }, retry: { max: 3, backoff: 10s } }]
once:
  on: message_received
  limits: { once_per: 2h }
  do: [{ wait: 10m }, { http: { connection: crm, method: POST, path: /x } }, { send_message: { purpose: service, text: "Later: {{ event.text }}" } }]
`;
const REFUSED = refused("http_400", "no", { httpStatus: 400 });

type Step =
  | { readonly kind: "text" | "opt_out" | "opt_in"; readonly phone: string }
  | { readonly kind: "pass"; readonly ms: number };
/** `dies`: the process ends while the request is on the wire. */
type Ending = "done" | "refused" | "unclear" | "not_sent" | "dies";

const phone = fc.constantFrom(...PHONES);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("text" as const), phone }) },
  fc.record({ kind: fc.constantFrom("opt_out" as const, "opt_in" as const), phone }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(1_000, 30_000, 10 * MINUTE, 3 * 60 * MINUTE),
    }),
  },
);
const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Ending>("done") },
  fc.constantFrom<Ending>("refused", "unclear", "not_sent", "dies"),
);

/** One request as the outside saw it. */
interface Seen extends Performed {
  readonly ending: Ending;
  readonly wasOptedOut: boolean;
}

function textOf({ request }: Pick<Performed, "request">, name: string): string {
  const value = fieldOf(request, name);
  return typeof value === "string" ? value : "";
}

/** An engine that lives through the steps, dying and starting again on the same file where an ending says so. */
async function live(steps: readonly Step[], endings: readonly Ending[]) {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const clock = createVirtualClock(NOW);
  const seen: Seen[] = [];
  const optedOut = new Set<string>();
  const left = [...endings];
  let isDying = false;
  const script = (attempt: Performed): Promise<Outcome> => {
    const found = left.shift() ?? "done";
    seen.push({ ...attempt, ending: found, wasOptedOut: optedOut.has(textOf(attempt, "phone")) });
    if (found === "dies") isDying = true;
    const outcomes = { done: done({}), refused: REFUSED, unclear: UNCLEAR, not_sent: NOT_SENT };
    return found === "dies" ? new Promise(() => undefined) : Promise.resolve(outcomes[found]);
  };
  const start = async (): Promise<TestEngine> =>
    startEngine({ rules: RULES, script, clock, store: await openFileStore(path) });
  let engine = await start();
  const settle = async (): Promise<void> => {
    for (;;) {
      let isDrained = false;
      void engine.drain().then(() => (isDrained = true));
      await until(() => isDying || isDrained);
      if (!isDying) return;
      isDying = false;
      await engine.runner.stop(0);
      await engine.store.close();
      engine = await start();
    }
  };
  const texts: string[] = [];
  for (const [serial, next] of steps.entries()) {
    clock.moveTo(clock.now() + (next.kind === "pass" ? next.ms : 1));
    if (next.kind === "text") texts.push(await engine.text(`t${serial}`, { id: `t${serial}`, phone: next.phone }));
    else if (next.kind !== "pass") {
      await engine.receive(`target_${next.kind}`, { target: next.phone, inbox: 21, id: serial });
      optedOut[next.kind === "opt_out" ? "add" : "delete"](next.phone);
    }
    await settle();
  }
  for (let day = 0; day < 5; day += 1) {
    clock.moveTo(clock.now() + DAY);
    await settle();
  }
  return { engine, seen, texts };
}

test("whatever happens on the outside and however often the process dies, the promises hold", async () => {
  let deaths = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 15, size: "max" }),
      fc.array(ending, { minLength: 10, maxLength: 30, size: "max" }),
      async (steps, endings) => {
        const { engine, seen, texts } = await live(steps, endings);
        const runs = await engine.runs();
        deaths += seen.filter((attempt) => attempt.ending === "dies").length;

        // Every event was evaluated, and no rule fired twice on one.
        for (const id of texts) expect((await engine.event(id)).status).toBe("done");
        expect(new Set(runs.map(({ run }) => `${run.eventId} ${run.ruleId}`)).size).toBe(runs.length);

        // Every run came to an end, or stands still for a person.
        expect(runs.filter(({ run }) => !isTerminal(run.status) && run.status !== "parked")).toEqual([]);

        for (const { effects } of runs) {
          for (const effect of effects) {
            const attempts = seen.filter(({ effectId }) => effectId === effect.id);
            // Each attempt of an effect is the same request, with the same client id.
            expect(
              new Set(attempts.map(({ request, localId }) => JSON.stringify([request, localId]))).size,
            ).toBeLessThan(2);
            // What was surely not done is all that precedes the last request of a text.
            const mayBeDone = attempts.findIndex(({ ending: found }) => found !== "not_sent");
            if (effect.action === "send_message") expect([-1, attempts.length - 1]).toContain(mayBeDone);
            // The ledger never says more than what was seen.
            if (effect.status === "done") expect(attempts.at(-1)?.ending).toBe("done");
            if (effect.status === "failed") expect(attempts.at(-1)?.ending).toBe("refused");
            if (effect.status === "blocked") expect(mayBeDone).toBe(-1);
          }
        }
        // No text went to a number that had opted out.
        expect(seen.filter(({ action, wasOptedOut }) => action === "send_message" && wasOptedOut)).toEqual([]);

        // The answers of a lane were first tried in the order of its texts.
        for (const lane of PHONES) {
          const answers = seen.filter(({ attempt, request }) => attempt === 1 && fieldOf(request, "phone") === lane);
          const order = answers
            .map(({ request }) => /^Re: t(\d+)$/.exec(textOf({ request }, "text"))?.[1])
            .filter((it) => it !== undefined);
          expect(order).toEqual(order.toSorted((a, b) => Number(a) - Number(b)));
        }

        // once_per: two effects of one contact are at least two hours apart, and none is left reserved.
        const reservations = await engine.store.reservations(PHONES.map((lane) => `once|${lane}`));
        expect(reservations.filter(({ state }) => state === "reserved")).toEqual([]);
      },
    ),
    randomCases(50),
  );
  expect(deaths).toBeGreaterThan(0);
});
