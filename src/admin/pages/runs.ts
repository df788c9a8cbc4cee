import { Router } from "express";
import { DELIVERY_OUTCOMES } from "../../core/model/delivery.ts";
import { runPage } from "../../dashboard/runs/run-page.tsx";
import { runsPage } from "../../dashboard/runs/runs-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { runBeside, runsBeside } from "../../show/views/run/run-beside.ts";
import type { RunListView } from "../../show/views/run/run-list.ts";
import { runList } from "../../show/views/run/run-list.ts";
import { maskedRunJson, runView } from "../../show/views/run/run-view.ts";
import { noSuchRule, ON_PAGE_RULES } from "../../show/views/known-names.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { notFound } from "./not-found.ts";
import { FILTERS, readFilters, STATUSES } from "./run-filters.ts";
import { checkNames, pageOf, parameterOf, PLACE, queryOf, takesNone } from "./query.ts";

/** The screens of runs. */
export function createRunPages(parts: AdminParts): Router {
  const { inForce } = parts;
  const router = Router();
  router.get("/runs", async (request, response) => {
    const { look, store } = pageFor(response, parts);
    checkNames(queryOf(request), [...FILTERS, ...PLACE]);
    const { query, wanted, problems } = readFilters(request, look);
    const { rule } = query;
    const after = parameterOf(request, "after");
    const view = problems.length > 0 ? NOTHING : await runList(store, { ...wanted, ...pageOf(queryOf(request)) }, look);
    const place = placeFrom("/runs", { query, after, trail: parameterOf(request, "trail") });
    const rules = inForce().rules.map(({ id }) => id);
    const goneRules = (await firedLately(store, look.now)).filter((id) => !rules.includes(id));
    const isKnown = rule === "" || problems.length > 0 || view.rows.length > 0;
    const noRule = isKnown ? null : await noSuchRule(store, { rule, inForce: rules, listed: ON_PAGE_RULES });
    const choices = { rules, goneRules, statuses: STATUSES, deliveries: DELIVERY_OUTCOMES };
    response.status(problems.length > 0 ? 400 : 200);
    response.send(runsPage(view, { ...look, ...choices, place, noRule, problems }));
  });
  for (const side of ["older", "newer"] as const) {
    router.get(`/runs/:id/${side}`, takesNone, async (request, response) => {
      const beside = await runBeside(parts.store, { id: request.params.id, side });
      if (beside === undefined) throw notFound("run", request.params.id);
      response.redirect(303, `/runs/${encodeURIComponent(beside)}`);
    });
  }
  router.get("/runs/:id", takesNone, async (request, response) => {
    const { id } = request.params;
    const asJson = /^(.+)[.]json$/.exec(id)?.[1];
    if (asJson !== undefined) {
      const json = await maskedRunJson(parts.store, asJson);
      if (json === null) throw notFound("run", asJson);
      response.attachment(`${asJson.replace(/[^\w-]/g, "")}.json`).json(json);
      return;
    }
    const { look, store } = pageFor(response, parts, id);
    const view = await runView(store, id, { ...look, settings: inForce().settings });
    if (view === null) throw notFound("run", id);
    response.send(runPage(view, { ...look, beside: await runsBeside(parts.store, id) }));
  });
  return router;
}

const NOTHING: RunListView = { rows: [], next: null, looked: null };

/** So long ago a rule may have fired that is offered as a choice, though it is not in force any more. */
const LATELY_MS = 14 * 86_400_000;

/** Ids of the rules that fired lately, in their order. */
async function firedLately(store: AdminParts["store"], now: number): Promise<readonly string[]> {
  const tallies = await store.tallies({ since: now - LATELY_MS, until: now + 1, what: ["fired"] });
  return [...new Set(tallies.map(({ subject }) => subject))].sort();
}
