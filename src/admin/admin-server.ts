import express from "express";
import type { Express } from "express";
import type { AdminParts, ServedParts } from "./admin-parts.ts";
import { createApi } from "./api/api-router.ts";
import { createCheckups } from "./checkups.ts";
import { createContactNames } from "./contact-names.ts";
import { createHeaders } from "./door/headers.ts";
import { createHostCheck } from "./door/known-host.ts";
import { createLogin } from "./door/login.ts";
import { createSessions } from "./door/sessions.ts";
import { createTryLimit } from "./door/try-limit.ts";
import { namingPlacesOfContacts } from "./places-of-contacts.ts";
import { createOperatePages } from "./pages/operate.ts";
import { createDoor, isStillIn, requireOwnForm, SESSION_COOKIE, sessionCookieOf } from "./door/visitors.ts";
import { createLiveEvents } from "./live/live-events.ts";
import { createAllPaused } from "./pages/all-paused.ts";
import { createEventPages } from "./pages/events.ts";
import { createRunPages } from "./pages/runs.ts";
import { createPlaygroundPages } from "./pages/playground.ts";
import { createRulePages } from "./pages/rules.ts";
import { createTodayPage } from "./pages/today.ts";
import { createErrorAnswer, createNotFound, createStrangerAnswer } from "./problems.ts";

/** The dashboard and the admin API, for who has a token. */
export function createAdmin(given: AdminParts): Express {
  const { access, logger, version, assets } = given;
  const contactNames = createContactNames(given.store.deploymentKey);
  const parts: ServedParts = {
    ...given,
    store: namingPlacesOfContacts(given.store, contactNames),
    contactNames,
    checkups: createCheckups(given),
    facts: { version, node: process.versions.node, startedAt: given.clock.now() },
  };
  const sessions = createSessions(parts.monotonicMs, access);
  const app = express();
  app.disable("x-powered-by");
  // Asked by address as well as by name, from containers; they say nothing of customers.
  app.use(parts.operations.health);
  app.get("/metrics", parts.operations.metricsPage);
  app.use(createHostCheck(parts.hosts), ...createHeaders());
  for (const [name, path] of Object.entries(assets)) {
    app.get(`/assets/${name}`, (_request, response) => {
      response.sendFile(path, { headers: { "cache-control": "private, max-age=86400" }, cacheControl: false });
    });
  }
  // What is no page names no icon, such as an event as JSON, and browsers ask for one all the same.
  app.get("/favicon.ico", (_request, response) => void response.status(204).end());
  const tryLimit = createTryLimit({ access, logger });
  app.use(createLogin({ access, sessions, tryLimit, logger, version }));
  app.use(tryLimit.tokens);
  app.use(createLiveEvents(parts, (request) => isStillIn(request, { access, sessions })));
  app.use(
    createDoor({
      access,
      sessions,
      onStranger: createStrangerAnswer(version),
    }),
  );
  app.post("/logout", express.urlencoded({ extended: false, limit: "8kb" }), requireOwnForm, (request, response) => {
    sessions.end(sessionCookieOf(request));
    response.clearCookie(SESSION_COOKIE, { path: "/" });
    response.redirect(303, "/login");
  });
  app.use("/api", createApi(parts));
  app.use(createAllPaused(parts));
  app.use(createTodayPage(parts));
  app.use(createEventPages(parts));
  app.use(createOperatePages(parts));
  app.use(createRunPages(parts));
  app.use(createRulePages(parts));
  app.use(createPlaygroundPages(parts));
  app.use(createNotFound(parts), createErrorAnswer(parts));
  return app;
}
