import { Router } from "express";
import type { Request } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { rulePage } from "../../dashboard/rules/rule-page.tsx";
import { rulesPage } from "../../dashboard/rules/rules-page.tsx";
import { printable } from "../../show/text/printable.ts";
import { ruleView } from "../../show/views/rule.ts";
import { ruleList, rulesFound } from "../../show/views/rules.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";

/** Each row has bars, which take more room than words. */
const PAGE_LENGTH = 25;

/** The screens of rules. */
export function createRulePages(parts: AdminParts): Router {
  const router = Router();
  const { reloadProblem } = parts.operations;
  router.get("/rules", async (request, response) => {
    const look = pageLookOf(response, parts);
    const search = textOf(request, "q");
    const from = Math.max(0, Math.floor(Number(textOf(request, "from"))) || 0);
    const found = rulesFound(parts.inForce().rules, search);
    const list = await ruleList(parts.store, found.slice(from, from + PAGE_LENGTH), look);
    const behind = new URLSearchParams({ q: search, from: String(from + PAGE_LENGTH) });
    const next = from + PAGE_LENGTH < found.length ? `/rules?${behind.toString()}` : null;
    response.send(rulesPage({ list, search, found: found.length, next, reloadProblem: reloadProblem() }, look));
  });
  router.get("/rules/:id", async (request, response) => {
    const look = pageLookOf(response, parts);
    const { id } = request.params;
    const view = await ruleView(parts.store, { ruleId: id, ...parts.inForce() }, look);
    if (view === null) throw new EngineError("NOT_FOUND", `No rule ${printable(id)} is in force.`);
    response.send(rulePage(view, reloadProblem(), look));
  });
  return router;
}

function textOf({ query }: Request, name: string): string {
  const value = query[name];
  return typeof value === "string" ? value : "";
}
