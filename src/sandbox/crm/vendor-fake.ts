import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { SandboxServer } from "../server.ts";
import type { ListenOptions } from "../server.ts";

/** What a fake of a CRM is to be. */
export interface VendorFakeOptions extends ListenOptions {
  /** The access token it takes. */
  readonly token: string;
  /** Fields a record may have besides those every account has; absent: any. */
  readonly fields?: readonly string[];
  /** Whether new records and notes are found only when `index` was called, as with a search that lags behind. */
  readonly searchLags?: boolean;
}

/** A record or note as the fake holds it. */
export interface FakeRecord {
  readonly id: string;
  fields: JsonObject;
}

/** A fake CRM that is listening. */
export interface VendorFake extends SandboxServer {
  readonly records: FakeRecords;
  readonly notes: FakeRecords;
}

/** What a fake CRM holds of one kind. */
export interface FakeRecords {
  /** Adds one that is found at once. */
  seed(fields: JsonObject): FakeRecord;
  /** Adds one as a caller does. */
  add(fields: JsonObject): FakeRecord;
  get(id: string): FakeRecord | null;
  all(): readonly FakeRecord[];
  /** Those that a search finds. */
  found(): readonly FakeRecord[];
  /** Lets a search find all that there are. */
  index(): void;
  clear(): void;
}

/** Holds nothing yet; ids count up from the one given. */
export function createFakeRecords({
  firstId,
  lags,
}: {
  readonly firstId: number;
  readonly lags: boolean;
}): FakeRecords {
  const records = new Map<string, FakeRecord>();
  const indexed = new Set<string>();
  let nextId = firstId;

  function put(fields: JsonObject, isFound: boolean): FakeRecord {
    const record: FakeRecord = { id: String(nextId), fields };
    nextId += 1;
    records.set(record.id, record);
    if (isFound) indexed.add(record.id);
    return record;
  }

  return {
    seed: (fields) => put(fields, true),
    add: (fields) => put(fields, !lags),
    get: (id) => records.get(id) ?? null,
    all: () => [...records.values()],
    found: () => [...records.values()].filter(({ id }) => indexed.has(id)),
    index: () => {
      for (const id of records.keys()) indexed.add(id);
    },
    clear: () => {
      records.clear();
      indexed.clear();
    },
  };
}

/** Fields after a change; those that are null or empty are gone. */
export function changed(fields: JsonObject, change: JsonObject): JsonObject {
  const entries = Object.entries({ ...fields, ...change });
  return Object.fromEntries(entries.filter(([, value]: [string, JsonValue]) => value !== null && value !== ""));
}

/** What a fake of records and notes shows of itself, and how it forgets them. */
export function recordsAndNotes(
  records: FakeRecords,
  notes: FakeRecords,
): {
  readonly state: () => { readonly records: readonly FakeRecord[]; readonly notes: readonly FakeRecord[] };
  readonly clear: () => void;
} {
  return {
    state: () => ({ records: records.all(), notes: notes.all() }),
    clear: () => {
      records.clear();
      notes.clear();
    },
  };
}
