import type { Express } from "express";
import { expect, test } from "vitest";
import { createAdmin } from "../../src/admin/admin-server.ts";
import { ROUTES } from "../../src/admin/api/routes/routes.ts";
import { startEngine } from "../run/make.ts";
import { adminPartsOf } from "./open-admin.ts";

/** Every page of the dashboard, and by which operations of the API a program gets or does the same. */
const SAME_BY_API: Readonly<Record<string, readonly string[]>> = {
  "get /": ["getToday"],
  "get /events": ["searchEvents"],
  "get /live/events": ["searchEvents"],
  "get /events/:id": ["getEvent"],
  "get /events/:id/rules": ["getEvent"],
  "get /events/:id/test": ["getTestOfEvent"],
  "get /runs": ["listRuns"],
  "get /runs/:id": ["getRun"],
  "get /runs/:id/older": ["listRuns"],
  "get /runs/:id/newer": ["listRuns"],
  "get /rules": ["listRuleHealth"],
  "get /rules/:id": ["getRule"],
  "get /contacts": ["listOptStates"],
  "post /contacts/find": ["findContact"],
  "get /contacts/of/:eventId": ["getContactOfEvent"],
  "get /contacts/:name": ["getContact"],
  "post /contacts/:name/reveal": ["revealContact"],
  "get /dead": ["listDeadGroups"],
  "get /dead/group": ["listDead"],
  "get /approvals": ["listApprovals", "listEndedApprovals"],
  "get /system": ["getSystem", "getDoctor"],
  "post /system/doctor": ["runDoctor"],
  "get /audit": ["listAudit"],
  "get /decide": ["operate"],
  "post /decide": ["operate"],
  "get /decide/done/:id": ["operate"],
  "get /playground": ["tryDraft"],
  "post /playground": ["tryDraft", "beginBacktest"],
  "get /playground/backtests/:id": ["getBacktest"],
  "post /playground/backtests/:id/cancel": ["cancelBacktest"],
};

/** What is about coming in and going out, and what machines ask. */
const NO_PAGES = /^\w+ \/(?:metrics|login|logout|favicon\.ico|assets\/.*)$/;

test("whatever a page of the dashboard shows or does, a program gets or does by a route of the API", async () => {
  const app = createAdmin(
    adminPartsOf(await startEngine({ rules: "quiet: { on: message_received, do: [{ log: x }] }" })),
  );

  const pages = pathsOf(app.router).filter((page) => !NO_PAGES.test(page));

  const operations = new Set(ROUTES.map(({ operationId }) => operationId));
  const unknown = Object.values(SAME_BY_API)
    .flat()
    .filter((operation) => !operations.has(operation));
  expect(pages.toSorted()).toEqual(Object.keys(SAME_BY_API).toSorted());
  expect(unknown).toEqual([]);
});

interface Layer {
  readonly route?: { readonly path: string | readonly string[]; readonly methods: Readonly<Record<string, boolean>> };
  readonly slash?: boolean;
  readonly handle: { readonly stack?: readonly Layer[] };
}

/** Method and path of everything that routers below `/` answer; the API is mounted elsewhere. */
function pathsOf(router: Express["router"]): readonly string[] {
  const walk = ({ stack = [] }: Layer["handle"]): readonly string[] =>
    stack.flatMap(({ route, slash, handle }) => {
      if (route === undefined) return slash === true ? walk(handle) : [];
      return Object.keys(route.methods).flatMap((method) => [route.path].flat().map((path) => `${method} ${path}`));
    });
  return walk(router as unknown as Layer["handle"]);
}
