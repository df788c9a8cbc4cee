import fc from "fast-check";
import { expect, test } from "vitest";
import { startEngine } from "./make.ts";
import { NOW } from "../helpers/make.ts";
import { randomCases } from "../helpers/random-cases.ts";

const MINUTE = 60_000;
const WITHIN = 10;

const RULES = `
alarm:
  on:
    after: { event: message_received, where: { text: help } }
    missing: { event: message_sent, where: { author: human } }
    within: ${WITHIN}m
    start_from: latest
  cancel_on: chat_closed
  do: [{ notify: { connection: slack, text: alarm } }]
reply:
  on: { event: message_received, where: { text: ask } }
  mode: single
  do:
    - id: answer
      wait_for: { event: message_received, where: { text: [yes, no] }, timeout: ${WITHIN}m }
    - if: { steps.answer.timed_out: false }
      notify: { connection: slack, text: "{{ steps.answer.event.text }}" }
`;

type Happening = "help" | "ask" | "yes" | "no" | "answer" | "close";
interface Step {
  readonly minutes: number;
  readonly what: Happening;
}

/** What is told, minute and text, by a model that knows no runs: two deadlines. */
function told(steps: readonly Step[]): readonly string[] {
  const lines: string[] = [];
  let now = 0;
  let alarmAt: number | null = null;
  let askedUntil: number | null = null;
  const passTo = (at: number): void => {
    if (alarmAt !== null && alarmAt <= at) {
      lines.push(`${alarmAt} alarm`);
      alarmAt = null;
    }
    if (askedUntil !== null && askedUntil <= at) askedUntil = null;
    now = at;
  };
  for (const { minutes, what } of steps) {
    passTo(now + minutes);
    if (what === "help") alarmAt = now + WITHIN;
    else if (what === "answer" || what === "close") alarmAt = null;
    else if (what === "ask") askedUntil ??= now + WITHIN;
    else if (askedUntil !== null) {
      lines.push(`${now} ${what}`);
      askedUntil = null;
    }
  }
  passTo(now + 2 * WITHIN);
  return lines.toSorted();
}

async function toldByEngine(steps: readonly Step[]): Promise<readonly string[]> {
  const engine = await startEngine({ rules: RULES });
  const lines: string[] = [];
  const note = (): void => {
    for (const { request } of engine.performed.slice(lines.length))
      lines.push(`${(engine.clock.now() - NOW) / MINUTE} ${"text" in request ? String(request.text) : ""}`);
  };
  const pass = async (minutes: number): Promise<void> => {
    for (let minute = 0; minute < minutes; minute += 1) {
      await engine.pass(MINUTE);
      note();
    }
  };
  for (const [id, { minutes, what }] of steps.entries()) {
    await pass(minutes);
    const date = new Date(engine.clock.now()).toISOString();
    if (what === "answer")
      await engine.receive("message_sent", { id, text: "hi", user: 55, phone: "12025550100", date });
    else if (what === "close")
      await engine.receive("chat_closed", { id: 301, inbox: 21, target: "12025550100", updated: date });
    else await engine.text(what);
    await engine.drain();
    note();
  }
  await pass(2 * WITHIN);
  return lines.toSorted();
}

test("what is told by waits, whatever happens, is what a model of two deadlines says", async () => {
  const step = fc.record({
    minutes: fc.integer({ min: 0, max: WITHIN + 2 }),
    what: fc.constantFrom<Happening>("help", "ask", "yes", "no", "answer", "close"),
  });

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      expect(await toldByEngine(steps)).toEqual(told(steps));
    }),
    {
      ...randomCases(40),
      examples: [
        [
          [
            { minutes: 0, what: "close" },
            { minutes: 0, what: "help" },
          ],
        ],
      ],
    },
  );
});
