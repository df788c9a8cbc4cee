import { describe, expect, test } from "vitest";
import { makeChanges, makeEvaluated, makeNewEvent, NOW, PHONE } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { claimOne, openForTest } from "./fixture.ts";

/** commit of events that rules raise. */
export function describeRaised(kind: StoreKind): void {
  describe("raised events", () => {
    test("an event that a rule raises is new in its lane, and a second one of the same key is a repeat", async () => {
      const { store } = await openForTest(kind);
      await store.accept([makeNewEvent()]);
      const claim = await claimOne(store);
      const dedupe = { key: "raised:eff_1", value: "", windowMs: null };
      const raisedAs = (id: string) => makeNewEvent({ event: { id, type: "custom.booked", text: null }, dedupe });

      const outcomes = [
        await store.commit(claim, { ...makeEvaluated("evt_1"), raised: [raisedAs("evt_2")] }),
        await store.commit(claim, makeChanges({ raised: [raisedAs("evt_3")] })),
      ];
      const { nextEvent } = await store.viewLane(claim, NOW);
      await store.release(claim);

      expect(outcomes).toEqual(["committed", "committed"]);
      expect(nextEvent).toMatchObject({ id: "evt_2", type: "custom.booked" });
      expect(await store.getEvent("evt_2")).toMatchObject({ status: "new", duplicates: 1 });
      expect(await store.getEvent("evt_3")).toBeNull();
      expect(await store.claimLanes(NOW, 10)).toMatchObject([{ lane: PHONE }]);
    });
  });
}
