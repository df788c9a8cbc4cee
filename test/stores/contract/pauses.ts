import { describe, expect, test } from "vitest";
import type { PauseScope } from "../../../src/core/model/decision.ts";
import { emptyDecision } from "../../../src/core/model/decision.ts";
import type { CommitOutcome, Store, Turn } from "../../../src/ports/store/store.ts";
import { makeChanges, makeEffect, makeEvaluated, makeNewEvent, makeRun, NOW } from "../../helpers/make.ts";
import type { StoreKind } from "../store.contract.ts";
import { commitOnce, openForTest } from "./fixture.ts";

const RUN = makeRun({ status: "queued", destination: "crm", holds: [{ destination: "crm", until: null }] });
const ATTEMPT = { ruleId: RUN.ruleId, destination: "crm", purpose: "reply" } as const;
const everywhere = () => Number.POSITIVE_INFINITY;

async function takeTurn(store: Store): Promise<Turn> {
  await store.accept([makeNewEvent()]);
  await commitOnce(store, { ...makeEvaluated("evt_1"), runs: [RUN], effects: [makeEffect()] });
  const [turn] = await store.claimTurns(NOW, everywhere);
  if (turn === undefined) throw new Error("no turn");
  return turn;
}

function begin(store: Store, turn: Turn): Promise<CommitOutcome> {
  return store.commit(turn, makeChanges({ runs: [{ ...RUN, status: "sending" }], attempt: ATTEMPT }));
}

async function pause(store: Store, scope: PauseScope): Promise<void> {
  const set = { kind: "set", pause: { ...scope, since: NOW, by: "ann", reason: null } } as const;
  expect(await store.decide({ ...emptyDecision(null), pauses: [set] })).toBe("committed");
}

const SCOPES: readonly PauseScope[] = [
  { kind: "all", name: "" },
  { kind: "rule", name: RUN.ruleId },
  { kind: "connection", name: "crm" },
  { kind: "purpose", name: "reply" },
];

/** What is paused is asked in the transaction that begins an attempt. */
export function describePauses(kind: StoreKind): void {
  describe("an attempt", () => {
    test.each(SCOPES)(
      "is refused and nothing is written while $kind is paused, also after its turn was given",
      async (scope) => {
        const { store } = await openForTest(kind);
        const turn = await takeTurn(store);
        await pause(store, scope);

        expect(await begin(store, turn)).toBe("paused");

        expect((await store.getRun(RUN.id))?.run).toEqual(RUN);
        await store.decide({ ...emptyDecision(null), pauses: [{ kind: "lift", scope }] });
        expect(await begin(store, turn)).toBe("committed");
      },
    );

    test("that has nothing to do with what is paused is made", async () => {
      const { store } = await openForTest(kind);
      const turn = await takeTurn(store);
      await pause(store, { kind: "rule", name: "other" });
      await pause(store, { kind: "connection", name: "heymarket" });

      expect(await begin(store, turn)).toBe("committed");
    });

    test("and the record of one that was made are two things: what is paused is recorded all the same", async () => {
      const { store } = await openForTest(kind);
      const turn = await takeTurn(store);
      await begin(store, turn);
      await pause(store, { kind: "all", name: "" });

      expect(await store.commit(turn, makeChanges({ runs: [{ ...RUN, status: "ready" }] }))).toBe("committed");
    });
  });
}
