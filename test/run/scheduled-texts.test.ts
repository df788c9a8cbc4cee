import { describe, expect, test } from "vitest";
import type { SendingPolicy } from "../../src/core/model/ruleset/settings.ts";
import { makeSettings } from "../helpers/make.ts";
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

function scheduling(when: string): string {
  return `
  later:
    on: message_received
    do: [{ schedule_message: { purpose: service, ${when}, text: "You wrote: {{ event.text }}" } }]`;
}

async function startWith({
  rules,
  frequency = [],
  open = openMemoryStore,
}: {
  readonly rules: string;
  readonly frequency?: SendingPolicy["frequency"];
  readonly open?: (typeof STORES)[number][1];
}): Promise<TestEngine> {
  const settings = makeSettings();
  const loops = { autoReplies: { count: 3, windowMs: 10 * MINUTE }, tripForMs: HOUR };
  return startEngine({
    rules,
    store: await open(),
    settings: { ...settings, sending: { ...settings.sending, quietHours: null, frequency, loops } },
  });
}

async function guards(engine: TestEngine): Promise<readonly (string | null | undefined)[]> {
  return (await engine.runs()).map(({ effects }) => effects[0]?.guard);
}
