import { Router } from "express";
import { auditPage } from "../../dashboard/system/audit-page.tsx";
import { systemPage } from "../../dashboard/system/system-page.tsx";
import { auditList } from "../../show/views/audit-list.ts";
import { systemView } from "../../show/views/system.ts";
import type { ServedParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";
import { pageOf, queryOf } from "./query.ts";

/** The screens of how the engine stands, and of what people did. */
export function createSystemPages(parts: ServedParts): Router {
  const { store, clock, inForce, facts, operations } = parts;
  const router = Router();
  router.get("/system", async (_request, response) => {
    const view = await systemView(store, inForce(), { now: clock.now(), facts, operations });
    response.send(systemPage(view, pageLookOf(response, parts)));
  });
  router.get("/audit", async (request, response) => {
    response.send(auditPage(await auditList(store, pageOf(queryOf(request))), pageLookOf(response, parts)));
  });
  return router;
}
