import type { Fault } from "../fault.ts";
import type { Patch } from "../scene/patched-copy.ts";
import { applyPatch, copyCheckout } from "../scene/patched-copy.ts";
import { runTests } from "../scene/vitest-run.ts";

/** A guard, how it is removed, and the tests of which at least one must notice. */
export interface Mutation {
  readonly guard: string;
  readonly patches: readonly Patch[];
  readonly tests: string;
}

/** Every guard that is removed. */
export const MUTATIONS: readonly Mutation[] = [
  {
    guard: "full sync of SQLite",
    patches: [
      {
        file: "src/stores/sqlite/connection.ts",
        from: "PRAGMA synchronous = FULL;",
        to: "PRAGMA synchronous = NORMAL;",
      },
      { file: "src/stores/sqlite/connection.ts", from: "synchronous !== 2 ||", to: "synchronous === 0 ||" },
    ],
    tests: "test/stores/sqlite/durability.test.ts",
  },
  {
    guard: "unique index on local_id",
    patches: [
      {
        file: "src/stores/sqlite/migrations.ts",
        from: "CREATE UNIQUE INDEX effects_local_id",
        to: "CREATE INDEX effects_local_id",
      },
    ],
    tests: "test/stores/sqlite/schema.test.ts",
  },
  {
    guard: "fence of a claim",
    patches: [
      { file: "src/stores/postgres/writes/commit.ts", from: 'if (!holds(batch, claim)) return "lost";', to: "" },
    ],
    tests: "test/stores/postgres/nodes.test.ts",
  },
  {
    guard: "opt-out read again in the commit of SQLite",
    patches: [{ file: "src/stores/sqlite/commit.ts", from: "if (refusal !== null) return refusal;", to: "" }],
    tests: "test/stores/sqlite/store.test.ts",
  },
  {
    guard: "opt-out read again in the commit of PostgreSQL",
    patches: [{ file: "src/stores/postgres/writes/commit.ts", from: "if (refusal !== null) return refusal;", to: "" }],
    tests: "test/stores/postgres/store.test.ts",
  },
  {
    guard: "lock of a contact before its numbers are drawn",
    patches: [
      {
        file: "src/stores/postgres/server/locks.ts",
        from: "ON CONFLICT (lane) DO UPDATE SET lane = excluded.lane",
        to: "ON CONFLICT (lane) DO NOTHING",
      },
    ],
    tests: "test/stores/postgres/nodes.test.ts",
  },
  {
    guard: "window of a rate",
    patches: [
      {
        file: "src/act/http/allowance.ts",
        from: "room: (now) => (opensAt(now) <= now ? count - starts.length : 0),",
        to: "room: () => count,",
      },
    ],
    tests: "test/act/http/pace.test.ts",
  },
  {
    guard: "secrets hidden where records are shown",
    patches: [
      {
        file: "src/show/text/redact.ts",
        from: "SECRET_NAME.test(name) ? HIDDEN : withoutSecrets(item)",
        to: "withoutSecrets(item)",
      },
    ],
    tests: "test/show/redact.test.ts",
  },
];

/** One guard after the other is taken out of a copy of the source. */
export const REMOVED_GUARDS: Fault = {
  id: "F72",
  title: "guards removed one by one",
  stores: ["none"],
  run: async (plan) => {
    const copy = copyCheckout(["src", "test"], plan);
    const control = await runTests(copy, { files: [...new Set(MUTATIONS.map(({ tests }) => tests))] });
    const violations = control.failed.map((name) => `red with every guard in place: ${name}`);
    let red = 0;
    for (const { guard, patches, tests } of MUTATIONS) {
      const putBack = patches.map((patch) => applyPatch(copy, patch));
      const { failed } = await runTests(copy, { files: [tests] });
      for (const undo of putBack.toReversed()) undo();
      red += failed.length;
      if (failed.length === 0) violations.push(`no test of ${tests} notices that this is gone: ${guard}`);
    }
    return {
      injected: { "guards removed": MUTATIONS.length },
      figures: { "tests green before": control.passed, "tests red after": red },
      violations,
    };
  },
};
