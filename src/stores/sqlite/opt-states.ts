import type { OptChange, OptState } from "../../core/model/event.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import { optStateAfter } from "../../core/texting/opt-state.ts";
import type { Connection } from "./connection.ts";
import { storedOptStateOf } from "../sql-records.ts";

/** Who may be texted. Writes belong in a transaction of the caller. */
export interface OptStates {
  readonly apply: (change: OptChange, receivedAt: number) => void;
  readonly get: (phone: string) => OptState | null;
}

/** The opt states of a SQLite store. */
export function createOptStates({ statement }: Connection): OptStates {
  const select = statement("SELECT * FROM opt_states WHERE phone = ?");
  const replace = statement(
    `REPLACE INTO opt_states (phone, state, opted_out_at, out_at, changed_at, reason, undated_opt_ins)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );

  function find(phone: string): StoredOptState | null {
    const row = select.get(phone);
    return row === null ? null : storedOptStateOf(row);
  }

  return {
    apply: (change, receivedAt) => {
      const next = optStateAfter(find(change.phone), { change, receivedAt });
      if (next === null) return;
      const { phone, state, optedOutAt, outAt, changedAt, reason, undatedOptIns } = next;
      replace.run(phone, state, optedOutAt, outAt, changedAt, reason, JSON.stringify(undatedOptIns));
    },
    get: (phone) => {
      const stored = find(phone);
      if (stored === null) return null;
      const { state, optedOutAt, changedAt, reason } = stored;
      return { phone, state, optedOutAt, changedAt, reason };
    },
  };
}
