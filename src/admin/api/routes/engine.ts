import { EngineError } from "../../../core/base/errors.ts";
import { AUDIT_KINDS } from "../../../core/model/decision.ts";
import { countRules } from "../../../core/model/ruleset/rule-count.ts";
import { pauseJson } from "../../../show/records/record-summary.ts";
import { auditList } from "../../../show/views/audit-list.ts";
import { systemView } from "../../../show/views/system.ts";
import { todayView } from "../../../show/views/today.ts";
import { viewJson } from "../../../show/views/view-json.ts";
import { toIso } from "../../../show/text/instants.ts";
import { filterBy, filterByOne, givenText, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
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
    isFleeting: true,
    parameters: [],
    answer: named("Status"),
    refuses: [],
    handle: async ({ parts, visitor }) => {
      const { rules, settings } = parts.inForce();
      const { ofFiles, own } = countRules(rules);
      return {
        version: parts.version,
        timezone: settings.timezone,
        now: toIso(parts.clock.now()),
        role: visitor.role,
        rules: ofFiles,
        ownRules: own,
        isStoreAvailable: await isAvailable(parts.store.check()),
        pauses: (await parts.store.pauses()).map(pauseJson),
      };
    },
  },
  {
    method: "get",
    path: "/today",
    operationId: "getToday",
    tag: "engine",
    summary: "What needs a person, and the figures of the last days",
    role: "read",
    parameters: [],
    answer: named("Today"),
    refuses: [],
    handle: async ({ parts }) => {
      const { rules, settings } = parts.inForce();
      const look = { now: parts.clock.now(), zone: settings.timezone };
      return viewJson(await todayView(parts.store, look, parts.operations, rules));
    },
  },
  {
    method: "get",
    path: "/system",
    operationId: "getSystem",
    tag: "engine",
    summary: "Connections, checks, store, schedules and rules",
    role: "read",
    isFleeting: true,
    parameters: [],
    answer: named("System"),
    refuses: [],
    handle: async ({ parts }) => {
      const { store, clock, facts, operations } = parts;
      return viewJson(await systemView(store, parts.inForce(), { now: clock.now(), facts, operations }));
    },
  },
  {
    method: "get",
    path: "/doctor",
    operationId: "getDoctor",
    tag: "engine",
    summary: "What the checks of heyrules doctor came to, when they were made last",
    role: "read",
    parameters: [],
    answer: named("Doctor"),
    refuses: [],
    handle: ({ parts }) => Promise.resolve(viewJson(parts.checkups.view())),
  },
  {
    method: "post",
    path: "/doctor",
    operationId: "runDoctor",
    tag: "engine",
    summary: "Make the checks of heyrules doctor on the engine as it runs",
    description:
      "It changes nothing, and calls Heymarket and each connection that is used. It answers when they are made, within 60 seconds; who asks meanwhile waits for the same.",
    role: "operate",
    parameters: [],
    answer: named("Doctor"),
    refuses: [],
    handle: async ({ parts: { checkups } }) => {
      await checkups.run();
      return viewJson(checkups.view());
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
    parameters: [
      filterByOne("kind", AUDIT_KINDS, "Only what was done to such a thing; pauses of a rule are of the rule, too."),
      filterBy(
        "target",
        "Only what was done to this: its id; of a contact the masked number, or its last four digits.",
      ),
      filterBy("by", "Only what was done by whom is called so: a part of the name."),
      ...PAGE_PARAMETERS,
    ],
    answer: pageOf("entries", named("AuditEntry"), "A page of what people did."),
    refuses: ["USAGE"],
    handle: async ({ parts, given }) => {
      const asked = Object.fromEntries(["kind", "target", "by"].map((name) => [name, givenText(given, name)]));
      const { rows, next } = await auditList(parts.store, { ...pageOptions(given), ...asked });
      return { entries: rows.map(viewJson), next };
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
