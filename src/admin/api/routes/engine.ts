import { EngineError } from "../../../core/base/errors.ts";
import { pauseJson, auditJson } from "../../../show/records/record-summary.ts";
import { toIso } from "../../../show/text/instants.ts";
import { PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import type { Route } from "../route.ts";
import { listOf, named, pageOf, record } from "../schema.ts";

/** What can be asked of the engine, and of what people did. */
export const ENGINE_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/status",
    operationId: "getStatus",
    tag: "engine",
    summary: "How the engine stands, and what this token may do",
    role: "read",
    parameters: [],
    answer: named("Status"),
    refuses: [],
    handle: async ({ parts, visitor }) => {
      const { rules, settings } = parts.inForce();
      return {
        version: parts.version,
        timezone: settings.timezone,
        now: toIso(parts.clock.now()),
        role: visitor.role,
        rules: rules.length,
        isStoreAvailable: await isAvailable(parts.store.check()),
        pauses: (await parts.store.pauses()).map(pauseJson),
      };
    },
  },
  {
    method: "get",
    path: "/counts",
    operationId: "getCounts",
    tag: "engine",
    summary: "How many events and runs there are of each status",
    role: "read",
    parameters: [],
    answer: named("Counts"),
    refuses: [],
    handle: async ({ parts: { store } }) => {
      const [events, runs] = await Promise.all([store.countEvents({}), store.countRuns({})]);
      return { events, runs };
    },
  },
  {
    method: "get",
    path: "/pauses",
    operationId: "listPauses",
    tag: "operations",
    summary: "What goes out no more until a person says so",
    role: "read",
    parameters: [],
    answer: record("What is paused.", { pauses: listOf(named("Pause"), "The oldest first.") }),
    refuses: [],
    handle: async ({ parts }) => ({ pauses: (await parts.store.pauses()).map(pauseJson) }),
  },
  {
    method: "get",
    path: "/audit",
    operationId: "listAudit",
    tag: "operations",
    summary: "Who did what, when and why",
    role: "read",
    parameters: PAGE_PARAMETERS,
    answer: pageOf("entries", named("AuditEntry"), "A page of what people did."),
    refuses: ["USAGE"],
    handle: async ({ parts, given }) => {
      const { rows, next } = await parts.store.listAudit(pageOptions(given));
      return { entries: rows.map(auditJson), next };
    },
  },
];

async function isAvailable(check: Promise<void>): Promise<boolean> {
  try {
    await check;
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
