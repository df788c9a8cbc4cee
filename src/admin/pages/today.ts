import { Router } from "express";
import { todayPage } from "../../dashboard/today/today-page.tsx";
import { todayView } from "../../show/views/today.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";
import { takesNone } from "./query.ts";

/** The screen a person sees first. */
export function createTodayPage(parts: AdminParts): Router {
  const router = Router();
  router.get("/", takesNone, async (_request, response) => {
    const look = pageLookOf(response, parts);
    response.send(todayPage(await todayView(parts.store, look, parts.operations), look));
  });
  return router;
}
