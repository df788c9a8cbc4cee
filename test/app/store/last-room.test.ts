import { expect, test } from "vitest";
import { withLastRoom } from "../../../src/app/store/last-room.ts";
import { EngineError } from "../../../src/core/base/errors.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { openMemoryStore } from "../../run/make.ts";
import { makeDecision } from "../../stores/contract/fixture.ts";

/** A store that refuses decisions with these errors, one after the other, and then takes them. */
async function refusing(errors: readonly Error[]) {
  const left = [...errors];
  const done: string[] = [];
  const store: Store = {
    ...(await openMemoryStore()),
    decide: () => {
      const error = left.shift();
      done.push(error === undefined ? "decided" : "refused");
      return error === undefined ? Promise.resolve("committed") : Promise.reject(error);
    },
  };
  const deciding = withLastRoom(store, () => {
    done.push("room");
    return Promise.resolve();
  }).decide(makeDecision());
  return { deciding, done };
}

const FULL = new EngineError("STORE_UNAVAILABLE", "database or disk is full");

test("a decision that a full disk refuses is written once the room kept back is given up", async () => {
  const { deciding, done } = await refusing([FULL]);

  expect(await deciding).toBe("committed");
  expect(done).toEqual(["refused", "room", "decided"]);
});

test.each([
  { title: "that is refused again", errors: [FULL, FULL], done: ["refused", "room", "refused"] },
  { title: "to a broken store", errors: [new EngineError("STORE_BROKEN", "sync failed")], done: ["refused"] },
])("a decision $title fails", async ({ errors, done: expected }) => {
  const { deciding, done } = await refusing(errors);

  await expect(deciding).rejects.toBe(errors.at(-1));
  expect(done).toEqual(expected);
});
