import { Router } from "express";
import { eventDrawer, eventPage } from "../../dashboard/events/event-page.tsx";
import { eventRulesPage } from "../../dashboard/events/event-rules-page.tsx";
import { eventsPage } from "../../dashboard/events/events-page.tsx";
import { eventTestPage } from "../../dashboard/events/test-page.tsx";
import { placeFrom } from "../../dashboard/parts/pager.tsx";
import { eventRulesPage as eventRulesView } from "../../show/views/event/event-rules.ts";
import { eventTestView } from "../../show/views/event/event-test.ts";
import { eventView } from "../../show/views/event/event-view.ts";
import { outcomesOf } from "../../show/views/event/outcomes-of.ts";
import { eventList } from "../../show/views/events/event-list.ts";
import { placeInList } from "../../show/views/place-in-list.ts";
import type { AdminParts } from "../admin-parts.ts";
import { knownNames } from "../known-names.ts";
import { pageFor } from "./look.ts";
import { notFound } from "./not-found.ts";
import { checkNames, pageOf, parameterOf, PLACE, queryOf, takesNone } from "./query.ts";

/** The screens of events. */
export function createEventPages(parts: AdminParts): Router {
  const { inForce, receiverUrl, testLines } = parts;
  const receiver = (): string => inForce().settings.publicUrl ?? receiverUrl;
  const router = Router();
  router.get("/events", async (request, response) => {
    checkNames(queryOf(request), ["q", ...PLACE]);
    const { look, store } = pageFor(response, parts);
    const [query, after] = [parameterOf(request, "q"), parameterOf(request, "after")];
    const asked = { query, ...pageOf(queryOf(request)) };
    const view = await eventList(store, asked, { ...look, ...knownNames(parts), inForce: inForce() });
    const place = placeFrom("/events", { query: { q: query }, after, trail: parameterOf(request, "trail") });
    response.send(eventsPage(view, { ...look, place, webhookUrl: `${receiver()}/webhooks/heymarket` }));
  });
  router.get("/events/:id", takesNone, async (request, response) => {
    const { id } = request.params;
    const { look, store } = pageFor(response, parts, id);
    const view = await eventView(store, id, { ...look, ...inForce(), receiver: receiver() });
    if (view === null) throw notFound("event", id);
    // Beside the list a script asks for the part alone.
    const isPart = request.get("hx-request") === "true";
    response.vary("hx-request").send(isPart ? eventDrawer(view, look) : eventPage(view, look));
  });
  router.get("/events/:id/rules", async (request, response) => {
    checkNames(queryOf(request), PLACE);
    const { id } = request.params;
    const { look, store } = pageFor(response, parts, id);
    const record = await store.getEvent(id);
    if (record === null) throw notFound("event", id);
    const { outcomes } = await outcomesOf(store, record, inForce());
    const after = parameterOf(request, "after");
    const place = placeFrom(`/events/${encodeURIComponent(id)}/rules`, {
      query: {},
      ...{ after, trail: parameterOf(request, "trail") },
    });
    const list = eventRulesView(outcomes, placeInList("verdict", after));
    response.send(eventRulesPage({ eventId: id, list, place }, look));
  });
  router.get("/events/:id/test", async (request, response) => {
    checkNames(queryOf(request), ["rule"]);
    const { id } = request.params;
    const { rules } = inForce();
    const { look, store } = pageFor(response, parts, id);
    const view = await eventTestView(store, { id, ruleId: parameterOf(request, "rule") }, { rules, testLines });
    if (view === null) throw notFound("event", id);
    response.send(eventTestPage(view, look));
  });
  return router;
}
