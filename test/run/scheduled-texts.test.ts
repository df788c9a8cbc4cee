import { describe, expect, test } from "vitest";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { SendingPolicy } from "../../src/core/model/ruleset/settings.ts";
import { makeSettings, NOW } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { TestEngine } from "./make.ts";
import { openMemoryStore, startEngine, STORES } from "./make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ONE_A_DAY: SendingPolicy["frequency"] = [{ purpose: "any", count: 1, windowMs: DAY }];

describe("a scheduled text counts when it is handed over", () => {
  test.each(STORES)("a cap holds, however far ahead the texts go out (%s)", async (_name, open) => {
    const engine = await startWith({ rules: scheduling("after: 3d"), frequency: ONE_A_DAY, open });

    for (let count = 0; count < 20; count += 1) {
      await engine.text(`hello ${count}`);
      await engine.pass(MINUTE);
    }

    expect(engine.performed).toHaveLength(1);
    expect(await guards(engine)).toEqual([null, ...Array.from({ length: 19 }, () => "frequency")]);
  });

  test("the loop guard holds, too", async () => {
    const engine = await startWith({ rules: scheduling("after: 3d") });

    for (let count = 0; count < 8; count += 1) {
      await engine.text(`hello ${count}`);
      await engine.pass(MINUTE);
    }

    expect(engine.performed).toHaveLength(3);
    expect((await guards(engine)).at(-1)).toBe("loop");
  });
});

describe("a scheduled text counts when it goes out, too", () => {
  test.each(STORES)("texts handed over days apart for the same day are capped (%s)", async (_name, open) => {
    const at = new Date(NOW + 30 * DAY).toISOString();
    const engine = await startWith({ rules: scheduling(`at: "${at}"`), frequency: ONE_A_DAY, open });

    for (let count = 0; count < 5; count += 1) {
      await engine.text(`hello ${count}`);
      await engine.pass(2 * DAY);
    }

    expect(await guards(engine)).toEqual([null, "frequency", "frequency", "frequency", "frequency"]);
  });

  test("it holds back a text of the day it goes out, and none in between", async () => {
    const rules = `${scheduling("after: 10d", "if: { text: { words: later } }")}
  now:
    on: message_received
    if: { text: { words: now } }
    do: [{ send_message: { purpose: service, text: "You wrote: {{ event.text }}" } }]`;
    const engine = await startWith({ rules, frequency: ONE_A_DAY });

    await engine.text("later");
    await engine.pass(2 * DAY);
    await engine.text("now, on day two");
    await engine.pass(8 * DAY + HOUR);
    await engine.text("now, on day ten");
    await engine.drain();

    expect(await guards(engine)).toEqual([null, null, "frequency"]);
  });
});

describe("a scheduled reply of a rule that was stored before", () => {
  test("counts as service, and does not go out in quiet hours", async () => {
    const hour = new Date(NOW).getUTCHours();
    const quietHours = {
      appliesTo: ["service" as const],
      zone: "org" as const,
      window: { from: hour * 60, to: (hour + 4) * 60 },
      onHit: "defer" as const,
    };
    const [rule] = compileBody(scheduling("after: 30m"), makeSettings()).rules;
    const program = rule?.program.map((step) =>
      step.op === "effect" && step.effect.action === "schedule_message"
        ? { ...step, effect: { ...step.effect, purpose: "reply" as const } }
        : step,
    );
    const engine = await startWith({ rules: rule && program ? [{ ...rule, program }] : [], quietHours });

    await engine.text("hello");
    await engine.drain();

    const { effects } = await engine.onlyRun();
    expect(effects).toMatchObject([{ status: "blocked", guard: "quiet_hours", countedAs: { purpose: "service" } }]);
    expect(engine.performed).toEqual([]);
  });
});

function scheduling(when: string, condition = ""): string {
  return `
  later:
    on: message_received
    ${condition}
    do: [{ schedule_message: { purpose: service, ${when}, text: "You wrote: {{ event.text }}" } }]`;
}

async function startWith({
  rules,
  frequency = [],
  quietHours = null,
  open = openMemoryStore,
}: {
  readonly rules: string | readonly Rule[];
  readonly quietHours?: SendingPolicy["quietHours"];
  readonly frequency?: SendingPolicy["frequency"];
  readonly open?: (typeof STORES)[number][1];
}): Promise<TestEngine> {
  const settings = makeSettings();
  const loops = { autoReplies: { count: 3, windowMs: 10 * MINUTE }, tripForMs: HOUR };
  return startEngine({
    rules,
    store: await open(),
    settings: { ...settings, timezone: "UTC", sending: { ...settings.sending, quietHours, frequency, loops } },
  });
}

async function guards(engine: TestEngine): Promise<readonly (string | null | undefined)[]> {
  return (await engine.runs()).map(({ effects }) => effects[0]?.guard);
}
