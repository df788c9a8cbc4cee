import type { Pause, PauseChange } from "../../../core/model/decision.ts";
import { oldestFirst, pauseKey } from "../../../core/model/decision.ts";
import { recordOf } from "../../sql/sql-rows.ts";
import type { Connection } from "../connection.ts";

/** What goes out no more. Writes belong in a transaction of the caller. */
export interface Pauses {
  /** Oldest first. */
  readonly all: () => readonly Pause[];
  readonly apply: (change: PauseChange) => void;
}

/** The pauses of a SQLite store. */
export function createPauses({ statement }: Connection): Pauses {
  const save = statement("REPLACE INTO pauses (key, record) VALUES (?, ?)");
  const lift = statement("DELETE FROM pauses WHERE key = ?");
  const pauses = statement("SELECT key, record FROM pauses");
  return {
    all: () => oldestFirst(pauses.all().map((row) => recordOf(row, "pause of") as Pause)),
    apply: (change) => {
      if (change.kind === "set") save.run(pauseKey(change.pause), JSON.stringify(change.pause));
      else lift.run(pauseKey(change.scope));
    },
  };
}
