import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChangeSet, ReservationChange } from "../../../src/core/model/changes.ts";
import { mergeChanges, NO_CHANGES, recordsDeeds } from "../../../src/core/model/changes.ts";
import { openLowdbStore } from "../../../src/stores/lowdb/store.ts";
import {
  makeAttempt,
  makeChanges,
  makeContact,
  makeEffect,
  makeEvaluated,
  makeNewEvent,
  makeRun,
  NOW,
  PHONE,
} from "../../helpers/make.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const RUN_IDS = ["run_1", "run_2", "run_3"];
/** A ledger row is of one run for ever. */
const EFFECTS = [
  { id: "eff_1", runId: "run_1" },
  { id: "eff_2", runId: "run_1" },
  { id: "eff_3", runId: "run_2" },
];
const KEYS = ["key_1", "key_2"];

const OPT_OUT = {
  phone: PHONE,
  state: "out",
  at: NOW,
  undatedDigest: null,
  told: null,
  reason: "text was STOP",
} as const;

function rows<Row extends { readonly id: string }>(row: fc.Arbitrary<Row>): fc.Arbitrary<readonly Row[]> {
  return fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 3 });
}

const run = fc.record({ id: fc.constantFrom(...RUN_IDS), cursor: fc.nat(9) }).map((parts) => makeRun(parts));
const effect = fc
  .record({ row: fc.constantFrom(...EFFECTS), plannedAt: fc.nat(9) })
  .map(({ row, plannedAt }) => makeEffect({ ...row, plannedAt }));
const reservation: fc.Arbitrary<ReservationChange> = fc.oneof(
  fc
    .record({ key: fc.constantFrom(...KEYS), runId: fc.constantFrom(...RUN_IDS), at: fc.nat(9) })
    .map((parts) => ({ kind: "spend" as const, next: { ...parts, state: "spent" as const, expiresAt: NOW } })),
  fc
    .record({ key: fc.constantFrom(...KEYS), runId: fc.constantFrom(...RUN_IDS) })
    .map((parts) => ({ kind: "free" as const, ...parts })),
);
/** What records that happened can hold, but for what there can be one of. */
const record: fc.Arbitrary<ChangeSet> = fc
  .record({
    runs: rows(run),
    effects: rows(effect),
    contact: fc.option(fc.nat(9).map((newestAt) => makeContact({ newestAt }))),
    reservations: fc.array(reservation, { maxLength: 4 }),
  })
  .map((parts) => makeChanges(parts));
const optOut = fc.option(fc.constant(OPT_OUT));

/** What a store in memory holds after commits to it, of all that a change set writes. */
async function storedAfter(changeSets: readonly ChangeSet[]) {
  const store = await openLowdbStore({ path: null, random: { next: () => 0.5 } });
  try {
    await store.accept([makeNewEvent()]);
    const [claim] = await store.claimLanes(NOW, 1);
    if (claim === undefined) throw new Error("no lane can be claimed");
    const taken = KEYS.map((key) => {
      const next = { key, runId: "run_1", state: "reserved" as const, at: NOW, expiresAt: NOW };
      return { kind: "take" as const, expectedRunId: null, next };
    });
    const begun = makeChanges({ ...makeEvaluated("evt_1"), runs: RUN_IDS.map((id) => makeRun({ id })) });
    const outcomes = [];
    for (const changes of [{ ...begun, reservations: taken }, ...changeSets]) {
      outcomes.push(await store.commit(claim, changes));
    }
    return {
      areCommitted: outcomes.every((outcome) => outcome === "committed"),
      runs: await Promise.all(RUN_IDS.map((id) => store.getRun(id))),
      reservations: await store.reservations(KEYS),
      contact: await store.getContact(PHONE),
    };
  } finally {
    await store.close();
  }
}

/** The same, whatever order the ledger rows of a run come in. */
function withSortedEffects({ runs, ...others }: Awaited<ReturnType<typeof storedAfter>>) {
  const sorted = runs.map((item) => {
    const effects = [...(item?.effects ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    return { ...item, effects };
  });
  return { ...others, runs: sorted };
}

describe("change sets as one", () => {
  test("are the same however they are put together", () => {
    fc.assert(
      fc.property(record, record, record, optOut, (a, b, c, optChange) => {
        const last = { ...c, optChange };

        expect(mergeChanges(mergeChanges(a, b), last)).toEqual(mergeChanges(a, mergeChanges(b, last)));
      }),
      randomCases(100),
    );
  });

  test("are the one when the other changes nothing", () => {
    fc.assert(
      fc.property(record, optOut, (some, optChange) => {
        const changes = { ...some, event: makeEvaluated("evt_1").event, optChange };

        expect(mergeChanges(changes, NO_CHANGES)).toEqual(changes);
        expect(mergeChanges(NO_CHANGES, changes)).toEqual(changes);
      }),
      randomCases(100),
    );
  });

  test("leave the store as if committed one after the other", async () => {
    await fc.assert(
      fc.asyncProperty(record, record, optOut, fc.boolean(), async (some, other, optChange, isFirst) => {
        const first = isFirst ? { ...some, optChange } : some;
        const then = isFirst ? other : { ...other, optChange };

        const merged = withSortedEffects(await storedAfter([mergeChanges(first, then)]));

        expect(merged.areCommitted).toBe(true);
        expect(merged).toEqual(withSortedEffects(await storedAfter([first, then])));
      }),
      randomCases(100),
    );
  });

  const intent = { kind: "text", phone: PHONE, runCreatedAt: NOW, textsSince: NOW, textsSeen: [] } as const;
  test.each<[string, Partial<ChangeSet>]>([
    ["event", { event: makeEvaluated("evt_1").event }],
    ["evaluation", { evaluation: { eventId: "evt_1", at: NOW, ruleSet: "rules", verdicts: [] } }],
    ["opt change", { optChange: { ...OPT_OUT, state: "in" } }],
    ["intent", { intent }],
  ])("keep the one %s there is, and cannot hold two", (name, part) => {
    const changes = makeChanges(part);

    expect(mergeChanges(changes, makeChanges({ runs: [makeRun()] }))).toMatchObject(part);
    expect(() => mergeChanges(changes, changes)).toThrow(`both hold an ${name}`);
  });

  test("are one opt-out where both opt the same number out", () => {
    const changes = makeChanges({ optChange: OPT_OUT });
    const other = makeChanges({ optChange: { ...OPT_OUT, phone: "+12025550199" } });

    expect(mergeChanges(changes, changes).optChange).toEqual(OPT_OUT);
    expect(() => mergeChanges(changes, other)).toThrow("both hold an opt change");
  });
});

test.each([
  ["nothing", makeChanges(), false],
  ["what is planned", makeChanges({ effects: [makeEffect()] }), false],
  ["what is to be tried again", makeChanges({ effects: [makeEffect({ attempts: [makeAttempt()] })] }), true],
  ["what is done", makeChanges({ effects: [makeEffect({ status: "done" })] }), true],
  ["what was held back", makeChanges({ effects: [makeEffect({ status: "blocked" })] }), true],
])("a change set of %s records deeds: %s", (_name, changes, expected) => {
  expect(recordsDeeds(changes)).toBe(expected);
});
