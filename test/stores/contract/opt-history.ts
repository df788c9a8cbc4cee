import { describe, expect, test } from "vitest";
import type { OptChange } from "../../../src/core/model/event.ts";
import { makeEvaluated, makeNewEvent, NOW, PHONE } from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import { closeAndReopen, commitOnce, makeDecision, openForTest } from "./fixture.ts";

const change = (state: OptChange["state"], at: number, reason: string): OptChange => ({
  ...{ phone: PHONE, state, at, undatedDigest: null, told: null, reason },
});

const STOP = change("out", NOW - 2, "text was STOP");
const START = change("in", NOW - 1, "text was START");
const HOLD = change("held", NOW, "unclear");
const TOLD = [STOP, START, HOLD].map(({ state, at, reason }) => ({ state, at, reason }));

/** Two changes by deliveries, one by a change set. */
async function fill(store: Parameters<typeof commitOnce>[0]): Promise<void> {
  await store.accept([makeNewEvent({ optChange: STOP }), makeNewEvent({ event: { id: "evt_2" }, optChange: START })]);
  await commitOnce(store, { ...makeEvaluated("evt_1"), optChange: HOLD });
}

/** optHistory. */
export function describeOptHistory(kind: StoreKind): void {
  describe("the history of who may be texted", () => {
    test("has every change, the oldest first, and is of one number", async () => {
      const { store } = await openForTest(kind);

      await fill(store);

      expect(await store.optHistory(PHONE)).toEqual(TOLD);
      expect(await store.optHistory("+12025550199")).toEqual([]);
    });

    test("goes with the contact, whose opt-out stays", async () => {
      const { store } = await openForTest(kind);
      await store.accept([
        makeNewEvent({ optChange: START }),
        makeNewEvent({ event: { id: "evt_2" }, optChange: STOP }),
      ]);
      await commitOnce(store, makeEvaluated("evt_1"));

      await store.decide(makeDecision({ erases: { lanes: [PHONE], phone: PHONE } }));

      expect(await store.optHistory(PHONE)).toEqual([
        { state: "out", at: STOP.at, reason: "not kept: the contact was erased" },
      ]);
    });
  });
}

/** That it outlives the process. */
export function describeKeptOptHistory(kind: KeptStoreKind): void {
  test("the history of who may be texted is there after a restart, and goes on", async () => {
    const opened = await openForTest(kind);
    await fill(opened.store);

    const store = await closeAndReopen(opened);
    await store.accept([makeNewEvent({ event: { id: "evt_3" }, optChange: { ...START, at: NOW + 1 } })]);

    expect(await store.optHistory(PHONE)).toEqual([...TOLD, { state: "in", at: NOW, reason: START.reason }]);
  });
}
