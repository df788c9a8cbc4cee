import { Router } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { rulePage as drawRule } from "../../dashboard/rules/rule-page.tsx";
import { rulesPage } from "../../dashboard/rules/rules-page.tsx";
import { printable } from "../../show/text/printable.ts";
import { ruleView } from "../../show/views/rule.ts";
import { rulePage } from "../../show/views/rules.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";
import { pageOf, parameterOf, queryOf } from "./query.ts";

/** Each row has bars, which take more room than words. */
const PAGE_LENGTH = 25;

/** The screens of rules. */
export function createRulePages(parts: AdminParts): Router {
  const router = Router();
  const { reloadProblem } = parts.operations;
  router.get("/rules", async (request, response) => {
    const look = pageLookOf(response, parts);
    const search = parameterOf(request, "q");
    const { rules } = parts.inForce();
    const list = await rulePage(parts.store, { rules, search, ...pageOf(queryOf(request)), limit: PAGE_LENGTH }, look);
    response.send(rulesPage({ list, search, reloadProblem: reloadProblem(), mayWrite: parts.mayWriteRules() }, look));
  });
  router.get("/rules/:id", async (request, response) => {
    const look = pageLookOf(response, parts);
    const { id } = request.params;
    const view = await ruleView(parts.store, { ruleId: id, ...parts.inForce() }, look);
    if (view === null) throw new EngineError("NOT_FOUND", `No rule ${printable(id)} is in force.`);
    response.send(drawRule(view, { reloadProblem: reloadProblem(), mayWrite: parts.mayWriteRules() }, look));
  });
  return router;
}
