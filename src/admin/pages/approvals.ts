import { ENDED_AS } from "../../core/model/trace.ts";
import { Router } from "express";
import { approvalsPage } from "../../dashboard/decide/approvals-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { approvalList } from "../../show/views/approvals.ts";
import { endedApprovals } from "../../show/views/ended-approvals.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { checkNames, choiceOf, pageOf, parameterOf, PLACE, queryOf } from "./query.ts";

/** The screen of texts that wait for a person. */
export function createApprovalPages(parts: AdminParts): Router {
  const router = Router();
  router.get("/approvals", async (request, response) => {
    const asked = queryOf(request);
    checkNames(asked, ["ended", ...PLACE]);
    const ended = choiceOf(asked.get("ended"), "ended", ENDED_AS) ?? null;
    const after = parameterOf(request, "after");
    const { look, store } = pageFor(response, parts);
    const view = await approvalList(store, pageOf(asked));
    const { rules } = parts.inForce();
    // Further pages are of those that wait.
    const lately = after === "" ? { ended, ...(await endedApprovals(store, { ended, rules, now: look.now })) } : null;
    const place = placeFrom("/approvals", { query: {}, after, trail: parameterOf(request, "trail") });
    response.send(approvalsPage({ view, lately }, { ...look, place }));
  });
  return router;
}
