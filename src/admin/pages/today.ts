import { Router } from "express";
import { todayPage, todayPart } from "../../dashboard/today/today-page.tsx";
import { todayView } from "../../show/views/today.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageFor } from "./look.ts";
import { takesNone } from "./query.ts";

/** The screen a person sees first. */
export function createTodayPage(parts: AdminParts): Router {
  const router = Router();
  router.get("/", takesNone, async (request, response) => {
    const { look, store } = pageFor(response, parts);
    const view = await todayView(store, look, parts.operations, parts.inForce().rules);
    // A page that stays open asks for the part that changes.
    const isPart = request.get("hx-request") === "true";
    response.vary("hx-request").send(isPart ? todayPart(view, look) : todayPage(view, look));
  });
  return router;
}
