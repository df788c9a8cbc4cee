import { describe, expect, test } from "vitest";
import { makeNewEvent, NOW } from "../../helpers/make.ts";
import type { KeptStoreKind, StoreKind } from "../store.contract.ts";
import { closeAndReopen, openForTest } from "./fixture.ts";

/** claimWatermark, moveWatermark, knownDedupeKeys. */
export function describeWatermarks(kind: StoreKind): void {
  describe("watermarks", () => {
    test("a watermark stands nowhere at first, then where it was moved, and never goes back", async () => {
      const { store } = await openForTest(kind);

      const first = await store.claimWatermark("messages", 0);
      await store.moveWatermark("messages", NOW);
      await store.moveWatermark("messages", NOW - 1);
      const moved = await store.claimWatermark("messages", 0);
      const other = await store.claimWatermark("others", 0);

      expect([first, moved, other]).toEqual([{ at: null }, { at: NOW }, { at: null }]);
    });

    test("dedupe keys that an event has are known with it, others are not", async () => {
      const { store } = await openForTest(kind);
      const event = makeNewEvent();
      await store.accept([event]);

      const { key } = event.dedupe;
      expect(await store.knownDedupeKeys([`${key}1`, key, "other"])).toEqual([{ key, eventId: "evt_1" }]);
      expect(await store.knownDedupeKeys([])).toEqual([]);
    });
  });
}

/** What a store that outlives its process keeps of watermarks, and that a reader moves none. */
export function describeKeptWatermarks(kind: KeptStoreKind): void {
  test("a watermark is where it was after a restart", async () => {
    const opened = await openForTest(kind);
    await opened.store.claimWatermark("messages", 0);
    await opened.store.moveWatermark("messages", NOW);

    const store = await closeAndReopen(opened);

    expect(await store.claimWatermark("messages", 0)).toEqual({ at: NOW });
  });

  test("a reader may not claim or move a watermark", async () => {
    const { openReader } = await openForTest(kind);
    const reader = await openReader();

    await expect(reader.claimWatermark("messages", 0)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await expect(reader.moveWatermark("messages", NOW)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await reader.close();
  });
}
