import type { StoreRecord, StoreSnapshot } from "../../../ports/store/upkeep.ts";
import { openSnapshot as readSnapshot } from "../file/database.ts";
import type { State } from "../file/state.ts";

const AT_ONCE = 500;

/** A file as it stands now, beside the engine that owns it. @throws EngineError STORE_VERSION or STORE_UNAVAILABLE. */
export async function openSnapshot(path: string): Promise<StoreSnapshot> {
  const { state } = await readSnapshot(path);
  return {
    deploymentKey: state.deploymentKey,
    records: () => pagesOf(recordsOf(state)),
    close: () => Promise.resolve(),
  };
}

function* recordsOf(state: State): Generator<StoreRecord> {
  for (const record of state.rules.values()) yield ["rule", record];
  for (const record of state.ruleLoads.values()) yield ["rule_load", record];
  for (const record of state.optStates.values()) yield ["opt_state", record];
  for (const record of state.contacts.values()) yield ["contact", record];
  for (const record of state.reservations.values()) yield ["reservation", record];
  for (const record of state.pauses.values()) yield ["pause", record];
  for (const [key, row] of state.dedupeRows) yield ["dedupe_key", { key, ...row }];
  for (const record of state.events.values()) yield ["event", record];
  for (const record of state.runs.values()) yield ["run", record];
  for (const record of state.effects.values()) yield ["effect", record];
  for (const record of state.audit.values()) yield ["audit", record];
  for (const record of state.tallies.values()) yield ["tally", record];
}

async function* pagesOf(records: Iterable<StoreRecord>): AsyncGenerator<readonly StoreRecord[]> {
  await Promise.resolve();
  let page: StoreRecord[] = [];
  for (const record of records) {
    page.push(record);
    if (page.length < AT_ONCE) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
