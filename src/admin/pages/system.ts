import express, { Router } from "express";
import { AUDIT_KINDS } from "../../core/model/decision.ts";
import { auditPage } from "../../dashboard/system/audit-page.tsx";
import { systemPage } from "../../dashboard/system/system-page.tsx";
import { auditList } from "../../show/views/audit-list.ts";
import { systemView } from "../../show/views/system.ts";
import type { ServedParts } from "../admin-parts.ts";
import { requireOwnForm, requireRole } from "../door/visitors.ts";
import { lookAgainIn } from "./look-again.ts";
import { pageFor } from "./look.ts";
import { checkNames, choiceOf, pageOf, PLACE, queryOf, takesNone } from "./query.ts";

/** How often the page looks again while checks are made, seconds. */
const LOOK_EVERY = 2;

/** The screens of how the engine stands, and of what people did. */
export function createSystemPages(parts: ServedParts): Router {
  const { clock, inForce, facts, operations, checkups } = parts;
  const router = Router();
  router.get("/system", takesNone, async (request, response) => {
    const { look, store } = pageFor(response, parts);
    const view = await systemView(store, inForce(), { now: clock.now(), facts, operations });
    const doctor = checkups.view();
    // Works without scripts.
    if (doctor.isUnderWay) lookAgainIn(LOOK_EVERY, request, response);
    response.send(systemPage({ view, doctor }, look));
  });
  const reading = express.urlencoded({ extended: false, limit: "8kb" });
  router.post("/system/doctor", requireRole("operate"), reading, requireOwnForm, (_request, response) => {
    void checkups.run();
    response.redirect(303, "/system");
  });
  router.get("/audit", async (request, response) => {
    const query = queryOf(request);
    checkNames(query, ["kind", "target", "by", ...PLACE]);
    const kind = choiceOf(query.get("kind"), "kind", AUDIT_KINDS);
    const [target, by] = ["target", "by"].map((name) => query.get(name)?.trim() ?? "");
    const asked = { ...(kind && { kind }), ...(target && { target }), ...(by && { by }) };
    const { look, store } = pageFor(response, parts);
    const view = await auditList(store, { ...asked, ...pageOf(query) });
    response.send(auditPage(view, asked, look));
  });
  return router;
}
