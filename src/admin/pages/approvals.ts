import { Router } from "express";
import { approvalsPage } from "../../dashboard/decide/approvals-page.tsx";
import { approvalList } from "../../show/views/approvals.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";

const SHOWN = 50;

/** The screen of texts that wait for a person. */
export function createApprovalPages(parts: AdminParts): Router {
  const router = Router();
  router.get("/approvals", async (_request, response) => {
    response.send(approvalsPage(await approvalList(parts.store, SHOWN), pageLookOf(response, parts)));
  });
  return router;
}
