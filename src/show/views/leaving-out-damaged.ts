import { UnreadableRecordError } from "../../core/base/errors.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { Page } from "../../ports/store/lists.ts";

/**
 * The same store for who looks at many records: one that is damaged keeps nobody from seeing the others. It counts as not stored, and
 * is named in `leftOut`, such as `run run_1`. Only the record that is asked for by itself, whose id is `about`, fails as before.
 */
export function leavingOutDamaged<Store extends ReadStore>(store: Store, leftOut: Set<string>, about?: string): Store {
  const reading = async <Read>(read: Promise<Read>, none: Read): Promise<Read> => {
    try {
      return await read;
    } catch (error) {
      if (!(error instanceof UnreadableRecordError) || error.id === about) throw error;
      leftOut.add(error.record);
      return none;
    }
  };
  const told = async <Row>(read: Promise<Page<Row>>): Promise<Page<Row>> => {
    const page = await read;
    for (const record of page.leftOut ?? []) leftOut.add(record);
    return page;
  };
  return {
    ...store,
    listEvents: (options) => told(store.listEvents({ ...options, damaged: "left_out" })),
    listRuns: (options) => told(store.listRuns({ ...options, damaged: "left_out" })),
    listOptStates: (options) => told(store.listOptStates({ ...options, damaged: "left_out" })),
    listAudit: (options) => told(store.listAudit({ ...options, damaged: "left_out" })),
    getEvent: (id) => reading(store.getEvent(id), null),
    getRun: (id) => reading(store.getRun(id), null),
    getRule: (version) => reading(store.getRule(version), null),
    ruleVersions: (ruleId) => reading(store.ruleVersions(ruleId), []),
    getContact: (lane) => reading(store.getContact(lane), null),
    optStateOf: (phone) => reading(store.optStateOf(phone), null),
    optHistory: (phone) => reading(store.optHistory(phone), []),
    replaysOf: (eventId, limit) => reading(store.replaysOf(eventId, limit), []),
    pauses: () => reading(store.pauses(), []),
  } satisfies ReadStore & Store;
}
