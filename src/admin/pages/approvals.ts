import { Router } from "express";
import { approvalsPage } from "../../dashboard/decide/approvals-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { approvalList } from "../../show/views/approvals.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { checkNames, pageOf, parameterOf, PLACE, queryOf } from "./query.ts";

/** The screen of texts that wait for a person. */
export function createApprovalPages(parts: AdminParts): Router {
  const router = Router();
  router.get("/approvals", async (request, response) => {
    checkNames(queryOf(request), PLACE);
    const after = parameterOf(request, "after");
    const { look, store } = pageFor(response, parts);
    const view = await approvalList(store, pageOf(queryOf(request)));
    const place = placeFrom("/approvals", { query: {}, after, trail: parameterOf(request, "trail") });
    response.send(approvalsPage(view, { ...look, place }));
  });
  return router;
}
