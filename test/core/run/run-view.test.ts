import { expect, test } from "vitest";
import { effectOf, viewAfter } from "../../../src/core/run/run-view.ts";
import { makeChanges, makeContact, makeEffect, makeRun, makeView } from "../../helpers/make.ts";

test("a view after changes has their rows in place of its own, and keeps what they leave alone", () => {
  const view = makeView({ effects: [makeEffect({ id: "eff_1" }), makeEffect({ id: "eff_2" })] });
  const run = makeRun({ cursor: 1 });
  const contact = makeContact({ tags: ["vip"] });
  const done = makeEffect({ id: "eff_1", status: "done" });

  const after = viewAfter(view, makeChanges({ runs: [makeRun({ id: "run_2" }), run], contact, effects: [done] }));

  expect(after).toEqual({ run, contact, effects: [makeEffect({ id: "eff_2" }), done] });
  expect(viewAfter(view, makeChanges())).toEqual(view);
});

test("an effect is looked up by its id, and must be there", () => {
  const view = makeView({ effects: [makeEffect()] });

  expect(effectOf(view, "eff_1")).toEqual(makeEffect());
  expect(() => effectOf(view, "eff_2")).toThrow("run run_1 has no effect eff_2");
});
