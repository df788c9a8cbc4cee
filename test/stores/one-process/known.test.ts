import { expect, test } from "vitest";
import type { Known, OpenRun } from "../../../src/stores/one-process/known.ts";
import { createKnown } from "../../../src/stores/one-process/known.ts";
import { makeRun, NOW } from "../../helpers/make.ts";

const room = () => Number.POSITIVE_INFINITY;
const queued = (id: string) =>
  makeRun({ id, status: "queued", destination: "crm", holds: [{ destination: "crm", until: null }] });

function knownOf(...runs: readonly OpenRun[]): Known {
  const known = createKnown();
  runs.forEach(known.takeUp);
  return known;
}

test("while a decision on a run is not durable yet, nobody has its turn, and nobody goes past it", () => {
  const known = knownOf(queued("run_1"), queued("run_2"));
  const [turn] = known.lines.claim(NOW, room);
  if (turn === undefined) throw new Error("no turn");

  known.withhold(queued("run_1"));
  const meanwhile = known.lines.claim(NOW, room);
  known.setRun({ ...queued("run_1"), status: "stopped", holds: [] });

  expect(known.holds(turn)).toBe(false);
  expect(meanwhile).toEqual([]);
  expect(known.lines.claim(NOW, room).map(({ runId }) => runId)).toEqual(["run_2"]);
});

test("a run that is withheld is no work of its lane, and whoever has the lane has it no more", () => {
  const ready = makeRun({ status: "ready" });
  const known = knownOf(ready);
  const [claim] = known.schedule.claim(NOW, 9);
  if (claim === undefined) throw new Error("no claim");

  known.withhold(ready);

  expect(known.holds(claim)).toBe(false);
  expect(known.schedule.claim(NOW, 9)).toEqual([]);
});
