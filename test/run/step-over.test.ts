import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Sighting } from "../../src/core/model/outcome.ts";
import type { RunRecord } from "../../src/ports/store/store.ts";
import type { Action, Outside } from "../../src/ports/outside/action.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { openFileStore, startEngine, STORES, UNCLEAR } from "./make.ts";
import type { EngineParts, TestEngine } from "./make.ts";
import { done } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import { makeSettings, NOW } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const RULE = (options = "", argument = ""): string =>
  `reply: { on: message_received, do: [{ id: text, send_message: { purpose: reply, text: "Re: {{ event.text }}"${argument} }${options} }, ` +
  '{ if: { steps.text: { exists: false } }, log: "without a result" }, { notify: { connection: slack, text: "after {{ event.text }}" } }] }';

/** What the vendor's records show, and what each text comes to; both may change while the engine runs. */
interface Vendor {
  sighting: Sighting;
  outcome: Outcome;
  readonly calls: string[];
}

async function setUp({
  rules = RULE(),
  clock = createVirtualClock(NOW),
  ...rest
}: Partial<Pick<EngineParts, "rules" | "store" | "settings" | "clock">> = {}): Promise<{
  readonly engine: TestEngine;
  readonly vendor: Vendor;
}> {
  const vendor: Vendor = { sighting: { kind: "absent" }, outcome: UNCLEAR, calls: [] };
  const outside = (): Outside => {
    const mocked = createMockedOutside({});
    const text: Action<"send_message"> = {
      perform: ({ request: { text: words } }) => {
        vendor.calls.push(`text ${words ?? ""}`);
        return Promise.resolve(vendor.outcome);
      },
      lookUp: () => Promise.resolve(vendor.sighting),
    };
    const notify: Action<"notify"> = {
      perform: ({ request: { text: words } }) => {
        vendor.calls.push(words);
        return Promise.resolve(done({}));
      },
    };
    return { ...mocked, actions: { ...mocked.actions, send_message: text, notify } };
  };
  const engine = await startEngine({ rules, clock, outside, ...rest });
  return { engine, vendor };
}

async function passTo(engine: TestEngine, at: number): Promise<void> {
  while (engine.clock.now() < NOW + at) await engine.pass(Math.min(MINUTE, NOW + at - engine.clock.now()));
}

function statusOf({ run, effects }: RunRecord): string {
  return [run.status, ...effects.map(({ status }) => status)].join(" ");
}

const FOUND: Sighting = { kind: "found", result: { id: 7 }, isCertain: true, evidence: "by its local_id" };

describe.each(STORES)("%s", (_, open) => {
  test("the steps behind a text in doubt wait for lane_block_max, then go on in a run of their own", async () => {
    const { engine, vendor } = await setUp({ store: await open() });
    await engine.text("hello");
    await engine.drain();

    await passTo(engine, 10 * MINUTE - SECOND);
    const before = [...vendor.calls];
    await passTo(engine, 10 * MINUTE);

    expect(before).toEqual(["text Re: hello"]);
    expect(vendor.calls).toEqual(["text Re: hello", "after hello"]);
    const [text, rest] = await engine.runs();
    expect([text, rest].map((record) => record && statusOf(record))).toEqual(["queued unknown", "done done"]);
    expect(text?.run).toMatchObject({ continuedAs: rest?.run.id, trace: [{ kind: "step_over", path: "do/0" }] });
    expect(rest?.run.continues).toEqual({ runId: text?.run.id, cursor: 1 });
    expect(rest?.run.trace.map(({ kind, text: words }) => [kind, words])).toEqual([
      ["step_over", `goes on behind it while ${text?.run.id ?? ""} finds out whether it was done`],
      ["condition", "condition holds"],
      ["log", "without a result"],
    ]);
  });

  test("a text that is found after that ends its run, and no step is done again", async () => {
    const { engine, vendor } = await setUp({ store: await open() });
    await engine.text("hello");
    await engine.drain();
    await passTo(engine, 10 * MINUTE);

    vendor.sighting = FOUND;
    await passTo(engine, 15 * MINUTE);
    await passTo(engine, 60 * MINUTE);

    expect((await engine.runs()).map(statusOf)).toEqual(["done done", "done done"]);
    expect((await engine.runs())[0]?.run.steps).toEqual({ text: { id: 7 } });
    expect(vendor.calls).toEqual(["text Re: hello", "after hello"]);
  });
});

test("a text that must arrive goes out once more after it was stepped over, and ends its run", async () => {
  const { engine, vendor } = await setUp({ rules: RULE("", ", must_arrive: true") });
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 10 * MINUTE);

  vendor.outcome = done({ id: 8 });
  await passTo(engine, 16 * MINUTE);

  expect((await engine.runs()).map(statusOf)).toEqual(["done done", "done done"]);
  expect(vendor.calls).toEqual(["text Re: hello", "after hello", "text Re: hello"]);
});

test("a refusal of what goes out once more fails its run alone", async () => {
  const rules = RULE(", on_error: [{ log: handled }]", ", must_arrive: true");
  const { engine, vendor } = await setUp({ rules });
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 10 * MINUTE);

  vendor.outcome = { kind: "refused", code: "http_400" as const, message: "no", httpStatus: 400, requestId: null };
  await passTo(engine, 16 * MINUTE);

  expect((await engine.runs()).map(statusOf)).toEqual(["failed failed", "done done"]);
  expect(vendor.calls).toEqual(["text Re: hello", "after hello", "text Re: hello"]);
});

test("a text that is not there in the end parks its run, whose other steps were done", async () => {
  const { engine, vendor } = await setUp();
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 60 * MINUTE);

  expect((await engine.runs()).map(statusOf)).toEqual(["parked unknown", "done done"]);
  expect(vendor.calls).toEqual(["text Re: hello", "after hello"]);
});

test("a parked text is stepped over as well, when a lane may be blocked longer than it is looked for", async () => {
  const settings = makeSettings({ laneBlockMaxMs: 30 * MINUTE });
  const { engine, vendor } = await setUp({ settings });
  await engine.text("hello");
  await engine.drain();

  await passTo(engine, 29 * MINUTE);
  const before = (await engine.runs()).map(statusOf);
  await passTo(engine, 30 * MINUTE);

  expect(before).toEqual(["parked unknown"]);
  expect((await engine.runs()).map(statusOf)).toEqual(["parked unknown", "done done"]);
  expect(vendor.calls.at(-1)).toBe("after hello");
});

test("a text with nothing behind it stays one run", async () => {
  const { engine } = await setUp({
    rules: "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hi } }] }",
  });
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 60 * MINUTE);

  expect((await engine.runs()).map(statusOf)).toEqual(["parked unknown"]);
});

test("a text that is found while nothing was stepped over goes on in its own run", async () => {
  const { engine, vendor } = await setUp();
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 4 * MINUTE);

  vendor.sighting = FOUND;
  await passTo(engine, 60 * MINUTE);

  expect((await engine.runs()).map(statusOf)).toEqual(["done done done"]);
  expect(vendor.calls).toEqual(["text Re: hello", "after hello"]);
});

test("two texts in doubt are stepped over one after the other, each step once", async () => {
  const rules =
    "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: one } }, " +
    "{ send_message: { purpose: reply, text: two } }, { notify: { connection: slack, text: after } }] }";
  const { engine, vendor } = await setUp({ rules });
  await engine.text("hello");
  await engine.drain();
  await passTo(engine, 21 * MINUTE);
  vendor.sighting = FOUND;
  await passTo(engine, 90 * MINUTE);

  expect(vendor.calls).toEqual(["text one", "text two", "after"]);
  expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["parked", "done", "done"]);
});

describe("after a time in which nothing ran", () => {
  async function restart(sighting: Sighting): Promise<{ readonly engine: TestEngine; readonly vendor: Vendor }> {
    const path = join(makeTemporaryFolder(), "heyrules.db");
    const store = await openFileStore(path);
    const first = await setUp({ store });
    await first.engine.text("hello");
    await first.engine.drain();
    await first.engine.runner.stop(0);
    await store.close();
    const clock = createVirtualClock(NOW + 3 * 60 * MINUTE);
    const second = await setUp({ store: await openFileStore(path), clock });
    second.vendor.sighting = sighting;
    await second.engine.drain();
    return second;
  }

  test("a text is looked for before it is stepped over", async () => {
    const { engine } = await restart(FOUND);

    expect((await engine.runs()).map(statusOf)).toEqual(["done done done"]);
  });

  test("one that is not there is stepped over soon after", async () => {
    const { engine, vendor } = await restart({ kind: "unreadable", message: "heymarket answered 500" });
    const before = vendor.calls.length;
    await engine.pass(15 * SECOND);

    expect([before, vendor.calls]).toEqual([0, ["after hello"]]);
    expect((await engine.runs()).map(statusOf)).toEqual(["queued unknown", "done done"]);
  });
});
