import type { OptChange, OptState } from "../../core/model/event.ts";
import type { StoredOptState } from "../../core/texting/opt-state.ts";
import { optStateAfter } from "../../core/texting/opt-state.ts";
import type { Connection, Row } from "./connection.ts";
import { integerOf, integerOrNullOf, textOf } from "./rows.ts";

/** Who may be texted. Writes belong in a transaction of the caller. */
export interface OptStates {
  readonly apply: (change: OptChange, receivedAt: number) => void;
  readonly get: (phone: string) => OptState | null;
}

/** The opt states of a SQLite store. */
export function createOptStates({ statement }: Connection): OptStates {
  const select = statement("SELECT * FROM opt_states WHERE phone = ?");
  const replace = statement(
    "REPLACE INTO opt_states (phone, state, opted_out_at, out_at, changed_at, reason) VALUES (?, ?, ?, ?, ?, ?)",
  );

  function find(phone: string): StoredOptState | null {
    const row = select.get(phone);
    return row === null ? null : readOptState(row);
  }

  return {
    apply: (change, receivedAt) => {
      const next = optStateAfter(find(change.phone), { change, receivedAt });
      if (next === null) return;
      replace.run(next.phone, next.state, next.optedOutAt, next.outAt, next.changedAt, next.reason);
    },
    get: (phone) => {
      const stored = find(phone);
      if (stored === null) return null;
      const { state, optedOutAt, changedAt, reason } = stored;
      return { phone, state, optedOutAt, changedAt, reason };
    },
  };
}

function readOptState(row: Row): StoredOptState {
  return {
    phone: textOf(row, "phone"),
    state: textOf(row, "state") as OptState["state"],
    optedOutAt: integerOrNullOf(row, "opted_out_at"),
    outAt: integerOrNullOf(row, "out_at"),
    changedAt: integerOf(row, "changed_at"),
    reason: textOf(row, "reason"),
  };
}
