import { Router } from "express";
import { eventsPage } from "../../dashboard/events-page.tsx";
import { eventList } from "../../show/views/event-list.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";

const PAGE_LENGTH = 50;

/** The screens of events. */
export function createEventPages(parts: AdminParts): Router {
  const router = Router();
  router.get("/events", async (_request, response) => {
    const view = await eventList(parts.store, { limit: PAGE_LENGTH });
    response.send(eventsPage(view, pageLookOf(response, parts)));
  });
  return router;
}
