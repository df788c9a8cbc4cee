import type { Decisions, Records } from "./store.ts";

/** What can be asked of a store from elsewhere, by the names of its methods: nothing of it changes anything. */
export type RecordQuestion = keyof Records | "pauses" | "listAudit";

/** Everything of a store that people look at, and nothing that changes it. */
export type ReadStore = Records & Pick<Decisions, "pauses" | "listAudit">;
