import type { OptState } from "../../../core/model/event.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import { shownOptState } from "../../../core/texting/opt-state.ts";
import type { Connection, Row } from "../connection.ts";
import type { ListOptStatesOptions, Page } from "../../../ports/store/lists.ts";
import { pageOf, parseCursor, PHONE_KEY } from "../../lists.ts";
import type { Seal } from "../../seal.ts";
import { storedOptStateOf } from "../../sql/sql-records.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

/** Who may be texted. Writes belong in a transaction of the caller. */
export interface OptStates {
  readonly save: (state: StoredOptState) => void;
  /** With what judges the next change. */
  readonly find: (phone: string) => StoredOptState | null;
  readonly get: (phone: string) => OptState | null;
  readonly list: (options: ListOptStatesOptions) => Page<OptState>;
}

/** The opt states of a SQLite store. */
export function createOptStates({ statement }: Connection, seal: Seal): OptStates {
  const remove = statement("DELETE FROM opt_states WHERE phone = ?");
  const select = statement("SELECT * FROM opt_states WHERE phone IN (?, ?)");
  const replace = statement(
    `REPLACE INTO opt_states (phone, state, opted_out_at, out_at, changed_at, reason, undated_opt_ins, history)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  const all = statement("SELECT * FROM opt_states WHERE phone > ? ORDER BY phone LIMIT ?");
  const ofState = statement("SELECT * FROM opt_states WHERE state = ? AND phone > ? ORDER BY phone LIMIT ?");

  function find(phone: string): StoredOptState | null {
    const rows = select.all(phone, seal.phone(phone));
    const row = rows.find((found) => found["phone"] === phone) ?? rows[0];
    return row === undefined ? null : { ...storedOptStateOf(row), phone };
  }

  return {
    find,
    save: (next) => {
      remove.run(seal.phone(next.phone));
      const { phone, state, optedOutAt, outAt, changedAt, reason, undatedOptIns, history } = next;
      const lists = [undatedOptIns, history].map((list) => JSON.stringify(list));
      replace.run(phone, state, optedOutAt, outAt, changedAt, reason, ...lists);
    },
    get: (phone) => {
      const stored = find(phone);
      return stored === null ? null : shownOptState(stored);
    },
    list: ({ state, limit, after, damaged }) => {
      const behind = after === undefined ? "" : parseCursor(after, { list: "contact", keyForm: PHONE_KEY }).key;
      const rows = state === undefined ? all.all(behind, limit + 1) : ofState.all(state, behind, limit + 1);
      const endAt = (row: Row) => ({ instant: integerOf(row, "changed_at"), key: textOf(row, "phone") });
      return pageOf(rows, {
        list: "contact",
        limit,
        damaged,
        endAt,
        read: (row) => shownOptState(storedOptStateOf(row)),
      });
    },
  };
}
