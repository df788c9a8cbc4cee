import type { OptState } from "../../../core/model/event.ts";
import type { StoredOptState } from "../../../core/texting/opt-state.ts";
import { shownOptState } from "../../../core/texting/opt-state.ts";
import type { ListOptStatesOptions, Page } from "../../../ports/store/lists.ts";
import { pageOf, parseCursor, PHONE_KEY } from "../../lists.ts";
import type { Seal } from "../../seal.ts";
import type { Query, Row } from "../server/connection.ts";
import { createSelection } from "./selection.ts";
import { storedOptStateOf } from "../../sql/sql-records.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";
import { columnsOf } from "./rows/rows.ts";

/** The columns an opt state is read from. */
export const OPT_STATE_COLUMNS = "phone, state, opted_out_at, out_at, changed_at, reason, undated_opt_ins, history";

/** What is known of numbers, by number, also of those whose contact was erased. */
export async function readOptStates(
  query: Query,
  phones: readonly string[],
  seal: Seal,
): Promise<ReadonlyMap<string, StoredOptState>> {
  if (phones.length === 0) return new Map();
  const sealed = new Map(phones.map((phone) => [seal.phone(phone), phone]));
  const keys = [...phones, ...sealed.keys()];
  const rows = await query(`SELECT ${OPT_STATE_COLUMNS} FROM opt_states WHERE phone = ANY($1)`, [keys]);
  return new Map(
    rows.map((row) => {
      const phone = sealed.get(textOf(row, "phone")) ?? textOf(row, "phone");
      return [phone, { ...storedOptStateOf(row), phone }];
    }),
  );
}

const SAVE = `
  INSERT INTO opt_states (${OPT_STATE_COLUMNS})
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[],
    $8::text[])
  ON CONFLICT (phone) DO UPDATE SET state = excluded.state, opted_out_at = excluded.opted_out_at, out_at = excluded.out_at,
    changed_at = excluded.changed_at, reason = excluded.reason, undated_opt_ins = excluded.undated_opt_ins,
    history = excluded.history`;

/** Writes what is known of numbers that the transaction has locked. */
export async function saveOptStates(query: Query, states: readonly StoredOptState[]): Promise<void> {
  if (states.length === 0) return;
  await query(
    SAVE,
    columnsOf(states, ({ phone, state, optedOutAt, outAt, changedAt, reason, undatedOptIns, history }) => [
      phone,
      state,
      optedOutAt,
      outAt,
      changedAt,
      reason,
      JSON.stringify(undatedOptIns),
      JSON.stringify(history),
    ]),
  );
}

/** Drops what was known of numbers while they were erased: it is known by number again. */
export async function dropSealed(query: Query, phones: readonly string[], seal: Seal): Promise<void> {
  if (phones.length > 0) await query("DELETE FROM opt_states WHERE phone = ANY($1)", [phones.map(seal.phone)]);
}

/** The opt state as the engine sees it. */
export function optStateOf(stored: StoredOptState | null): OptState | null {
  return stored === null ? null : shownOptState(stored);
}

/** A page of opt states, by number. @throws EngineError USAGE when `after` is no cursor. */
export async function listOptStates(
  query: Query,
  { state, limit, after, damaged }: ListOptStatesOptions,
): Promise<Page<OptState>> {
  const { condition, values } = createSelection([
    ["state = ?", state],
    ["phone > ?", after === undefined ? undefined : parseCursor(after, { list: "contact", keyForm: PHONE_KEY }).key],
  ]);
  const sql = `SELECT ${OPT_STATE_COLUMNS} FROM opt_states WHERE ${condition} ORDER BY phone LIMIT $${values.length + 1}`;
  const found = await query(sql, [...values, limit + 1]);
  const endAt = (row: Row) => ({ instant: integerOf(row, "changed_at"), key: textOf(row, "phone") });
  return pageOf(found, { list: "contact", limit, damaged, endAt, read: (row) => shownOptState(storedOptStateOf(row)) });
}
