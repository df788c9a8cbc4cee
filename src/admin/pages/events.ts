import { Router } from "express";
import { eventsPage } from "../../dashboard/events/events-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { eventList } from "../../show/views/event-list.ts";
import type { AdminParts } from "../admin-parts.ts";
import { pageLookOf } from "./look.ts";
import { parameterOf } from "./query.ts";

const PAGE_LENGTH = 50;

/** The screens of events. */
export function createEventPages(parts: AdminParts): Router {
  const { store, inForce, receiverUrl } = parts;
  const router = Router();
  router.get("/events", async (request, response) => {
    const look = pageLookOf(response, parts);
    const { rules, settings } = inForce();
    const [query, after] = [parameterOf(request, "q"), parameterOf(request, "after")];
    const known = { rules: rules.map(({ id }) => id), sources: Object.keys(settings.sources) };
    const asked = { query, limit: PAGE_LENGTH, ...(after === "" ? {} : { after }) };
    const view = await eventList(store, asked, { ...look, ...known });
    const place = placeFrom("/events", { query: { q: query }, after, trail: parameterOf(request, "trail") });
    const webhookUrl = `${settings.publicUrl ?? receiverUrl}/webhooks/heymarket`;
    response.send(eventsPage(view, { ...look, place, webhookUrl }));
  });
  return router;
}
