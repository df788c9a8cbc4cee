import { Router } from "express";
import { deadGroupPage } from "../../dashboard/dead/dead-group-page.tsx";
import { deadPage } from "../../dashboard/dead/dead-page.tsx";
import { deadGroups, MOST_LOOKED_AT } from "../../show/views/dead/groups.ts";
import type { DeadFilter } from "../../show/views/dead/members.ts";
import { deadRows } from "../../show/views/dead/members.ts";
import { checkFilterNames, ON_PAGE_RULES } from "../../show/views/known-names.ts";
import type { AdminParts } from "../admin-parts.ts";
import { knownNames } from "../known-names.ts";
import { pageFor } from "./look.ts";
import { checkNames, choiceOf, pageOf, PLACE, queryOf, takesNone } from "./query.ts";

/** The screens of what failed or is parked. */
export function createDeadPages(parts: AdminParts): Router {
  const router = Router();
  router.get("/dead", takesNone, async (_request, response) => {
    const { look, store } = pageFor(response, parts);
    const view = await deadGroups(store, { mostLookedAt: MOST_LOOKED_AT });
    response.send(deadPage(view, look));
  });
  router.get("/dead/group", async (request, response) => {
    const query = queryOf(request);
    checkNames(query, ["all", "rule", "code", "connection", ...PLACE]);
    const filter = filterOf(query);
    const { look, store } = pageFor(response, parts);
    const view = await deadRows(store, filter, pageOf(query));
    const { ruleId: rule, connection } = filter;
    if (view.rows.length === 0 && view.next === null)
      await checkFilterNames(parts.store, { rule, connection }, { ...knownNames(parts), listed: ON_PAGE_RULES });
    response.send(deadGroupPage({ filter, view }, look));
  });
  return router;
}

function filterOf(query: URLSearchParams): DeadFilter {
  const only = choiceOf(query.get("all"), "all", ["runs", "events"] as const) ?? null;
  return { only, ruleId: query.get("rule"), code: query.get("code"), connection: query.get("connection") };
}
