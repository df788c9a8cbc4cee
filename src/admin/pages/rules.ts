import { Router } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { rulePage as drawRule } from "../../dashboard/rules/rule-page.tsx";
import { rulesPage } from "../../dashboard/rules/rules-page.tsx";
import { printable } from "../../show/text/printable.ts";
import { ruleView } from "../../show/views/rules/rule.ts";
import { rulePage } from "../../show/views/rules/rules.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { checkNames, pageOf, parameterOf, PLACE, queryOf, takesNone } from "./query.ts";

/** Each row has bars, which take more room than words. */
const PAGE_LENGTH = 25;

/** The screens of rules. */
export function createRulePages(parts: AdminParts): Router {
  const router = Router();
  const { reloadProblem } = parts.operations;
  router.get("/rules", async (request, response) => {
    checkNames(queryOf(request), ["q", ...PLACE]);
    const { look, store } = pageFor(response, parts);
    const search = parameterOf(request, "q");
    const { rules, settings } = parts.inForce();
    const list = await rulePage(
      store,
      { rules, settings, search, ...pageOf(queryOf(request)), limit: PAGE_LENGTH },
      look,
    );
    response.send(rulesPage({ list, search, reloadProblem: reloadProblem(), mayWrite: parts.mayWriteRules() }, look));
  });
  router.get("/rules/:id", takesNone, async (request, response) => {
    const { look, store } = pageFor(response, parts);
    const { id } = request.params;
    const inForce = parts.inForce();
    // Runs, events and links name rules that are not in force any more, too.
    const view = await ruleView(store, { ruleId: id, ...inForce }, look);
    if (view === null) throw noRule(id, inForce.rules);
    const mayWrite = parts.mayWriteRules();
    response.send(drawRule(view, { reloadProblem: reloadProblem(), mayWrite }, look));
  });
  return router;
}

function noRule(id: string, rules: readonly Rule[]): EngineError {
  const meant = suggest(
    id,
    rules.map((rule) => rule.id),
  );
  const hint = meant === null ? "" : ` ${meant[0]?.toUpperCase() ?? ""}${meant.slice(1)}`;
  return new EngineError("NOT_FOUND", `There is no rule "${printable(id)}", in force or kept.${hint}`);
}
