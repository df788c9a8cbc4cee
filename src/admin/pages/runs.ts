import { Router } from "express";
import { DELIVERY_OUTCOMES, SENT_CHOICES } from "../../core/model/delivery.ts";
import type { RunStatus } from "../../core/model/run/run.ts";
import { runPage } from "../../dashboard/runs/run-page.tsx";
import { runsPage } from "../../dashboard/runs/runs-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { runBeside } from "../../show/views/run/run-beside.ts";
import { runList } from "../../show/views/run/run-list.ts";
import { maskedRunJson, runView } from "../../show/views/run/run-view.ts";
import { noSuchRule, ON_PAGE_RULES } from "../../show/views/known-names.ts";
import { parseInstantOrAge } from "../api/instants.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { notFound } from "./not-found.ts";
import { checkNames, choiceOf, pageOf, parameterOf, PLACE, queryOf, takesNone } from "./query.ts";

const STATUSES: readonly RunStatus[] = [
  ...(["parked", "failed", "waiting", "queued", "sending", "ready", "stopped", "done"] as const),
];

/** The screens of runs. */
export function createRunPages(parts: AdminParts): Router {
  const { inForce } = parts;
  const router = Router();
  router.get("/runs", async (request, response) => {
    const { look, store } = pageFor(response, parts);
    checkNames(queryOf(request), ["rule", "status", "delivery", "blocked", "sent", "since", "until", ...PLACE]);
    const [rule, after] = [parameterOf(request, "rule"), parameterOf(request, "after")];
    const blocked = choiceOf(parameterOf(request, "blocked"), "blocked", ["yes", "no"]) ?? "";
    const status = choiceOf(parameterOf(request, "status"), "status", STATUSES);
    const delivery = choiceOf(parameterOf(request, "delivery"), "delivery", DELIVERY_OUTCOMES);
    const sent = choiceOf(parameterOf(request, "sent"), "sent", SENT_CHOICES);
    const [since, until] = [parameterOf(request, "since"), parameterOf(request, "until")];
    const view = await runList(
      store,
      {
        ...(rule === "" ? {} : { ruleId: rule }),
        ...(status === undefined ? {} : { status }),
        ...(delivery === undefined ? {} : { delivery }),
        ...(since === "" ? {} : { since: parseInstantOrAge(since, "since", look.now) }),
        ...(until === "" ? {} : { until: parseInstantOrAge(until, "until", look.now) }),
        ...(sent === undefined ? {} : { sent }),
        ...pageOf(queryOf(request)),
        isBlocked: blocked === "yes",
      },
      look,
    );
    const query = { rule, status: status ?? "", delivery: delivery ?? "", blocked, sent: sent ?? "", since, until };
    const place = placeFrom("/runs", { query, after, trail: parameterOf(request, "trail") });
    const rules = inForce().rules.map(({ id }) => id);
    const goneRules = (await firedLately(store, look.now)).filter((id) => !rules.includes(id));
    const noRule =
      rule === "" || view.rows.length > 0
        ? null
        : await noSuchRule(store, { rule, inForce: rules, listed: ON_PAGE_RULES });
    const choices = { rules, goneRules, statuses: STATUSES, deliveries: DELIVERY_OUTCOMES };
    response.send(runsPage(view, { ...look, ...choices, place, noRule }));
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
    response.send(runPage(view, look));
  });
  return router;
}

/** So long ago a rule may have fired that is offered as a choice, though it is not in force any more. */
const LATELY_MS = 14 * 86_400_000;

/** Ids of the rules that fired lately, in their order. */
async function firedLately(store: AdminParts["store"], now: number): Promise<readonly string[]> {
  const tallies = await store.tallies({ since: now - LATELY_MS, until: now + 1, what: ["fired"] });
  return [...new Set(tallies.map(({ subject }) => subject))].sort();
}
