import type { Patch } from "./patched-copy.ts";

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
    guard: "sync of the log before anybody hears of a commit",
    patches: [{ file: "src/stores/sqlite/durable-commits.ts", from: "await sync(log);", to: "" }],
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
    guard: "opt-out read again in the commit of JSON",
    patches: [{ file: "src/stores/lowdb/write.ts", from: "if (refusal !== null) return refusal;", to: "" }],
    tests: "test/stores/lowdb/memory.test.ts",
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
        file: "src/act/http/pace/allowance.ts",
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
    tests: "test/show/text/redact.test.ts",
  },
  {
    guard: "code by which a person decides of a text",
    patches: [
      {
        file: "src/core/operate/decide-approval.ts",
        from: 'run.status !== "waiting" || run.approval?.code !== code',
        to: 'run.status !== "waiting"',
      },
    ],
    tests: "test/core/operate/decide-approval.test.ts",
  },
  {
    guard: "signature of a link",
    patches: [{ file: "src/app/links.ts", from: "isOurs.includes(true) ? told.link : null", to: "told.link" }],
    tests: "test/run/callbacks.test.ts",
  },
  {
    guard: "words and payload taken out of events that are kept",
    patches: [
      {
        file: "src/core/event/redaction.ts",
        from: "...reaction, text: null, media: [], data: {}, redactedAt",
        to: "...reaction, redactedAt",
      },
    ],
    tests: "test/stores/lowdb/memory.test.ts",
  },
  {
    guard: "texts that are known already left out by a sweep",
    patches: [
      {
        file: "src/journal/sweep.ts",
        from: "messages.filter(({ data }) => !known.has(keyOf(data)))",
        to: "messages",
      },
    ],
    tests: "test/journal/sweep.test.ts",
  },
  {
    guard: "token looked at before anything is made of a body",
    patches: [
      {
        file: "src/receive/delivery.ts",
        from: "claim !== null && verifyToken(claim.token, digests) === null",
        to: "claim?.token === digests",
      },
    ],
    tests: "test/receive/receiver.test.ts",
  },
  {
    guard: "requests that can be read in two ways refused",
    patches: [
      { file: "src/receive/server.ts", from: "if (isUnambiguous(request)) handler", to: "if (request) handler" },
    ],
    tests: "test/receive/hostile.test.ts",
  },
  {
    guard: "nothing looked at behind a refused request",
    patches: [
      {
        file: "src/receive/server.ts",
        from: "if (refusedConnections.has(request.socket)) return;\n      if (isUn",
        to: "if (isUn",
      },
    ],
    tests: "test/receive/hostile.test.ts",
  },
];
