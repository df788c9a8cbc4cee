import { randomUUID } from "node:crypto";
import express, { Router } from "express";
import type { Request, RequestHandler, Response } from "express";
import { EngineError } from "../../../core/base/errors.ts";
import { decidePage, decisionPage, progressPage } from "../../../dashboard/decide/decide-page.tsx";
import { answersOf } from "../../../show/views/decide/answers.ts";
import type { Wanted } from "../../../show/views/decide/address.ts";
import { decideHref } from "../../../show/views/decide/address.ts";
import type { DecisionView } from "../../../show/views/decide/decision.ts";
import { decisionView } from "../../../show/views/decide/decision.ts";
import type { OperationReport } from "../../../ports/operator.ts";
import type { ServedParts } from "../../admin-parts.ts";
import { requireOwnForm, requireRole, visitorOf } from "../../door/visitors.ts";
import { pageLookOf } from "../look.ts";
import { lookAgainIn } from "../look-again.ts";
import { takesNone } from "../query.ts";
import type { Jobs } from "./jobs.ts";
import { createJobs } from "./jobs.ts";
import type { Plan } from "./plan.ts";
import { digest, planOf } from "./plan.ts";

/** So many are done before the browser gets an answer; it looks on while more are. */
const DONE_AT_ONCE = 50;
const LONGEST_REASON = 500;
const REFUSED = 422;
const CHANGED = 409;

/** The page on which everything is decided that the dashboard can change: `GET` says what would be done, `POST` has it done. */
export function createDecidePages(parts: ServedParts): Router {
  const jobs = createJobs();
  const router = Router();
  const show = (
    response: Response,
    plan: Plan,
    more: { readonly reason?: string; readonly problem?: string },
  ): void => {
    const { wanted, view, back, quote, about } = plan;
    const { reason = "", problem = null } = more;
    const page = { view, action: decideHref(wanted, back), back, once: randomUUID(), quote, about, reason, problem };
    response.send(decidePage(page, pageLookOf(response, parts)));
  };
  router.get("/decide", async (request, response) => {
    show(response, await planOf(parts, request), {});
  });
  router.post(
    "/decide",
    express.urlencoded({ extended: false, limit: "64kb" }),
    requireRole("operate"),
    requireOwnForm,
    async (request, response) => {
      const { reason, once, ...form } = formOf(request);
      if (jobs.find(once) !== null) {
        response.redirect(303, `/decide/done/${once}`);
        return;
      }
      const plan = await planOf(parts, request);
      const problem = problemOf(plan.view, { reason, ...form });
      if (problem !== null) {
        show(response.status(problem.status), plan, { reason, problem: problem.message });
        return;
      }
      const ended = begin(parts, { jobs, plan, once, by: visitorOf(response).name, reason });
      if (plan.view.done <= DONE_AT_ONCE) await ended;
      response.redirect(303, `/decide/done/${once}`);
    },
  );
  router.get("/decide/done/:id", takesNone, createJobPage(parts, jobs));
  return router;
}

/** Has a plan carried out, once: a form that is sent again, or twice at the same time, leads to what the first one did. */
function begin(
  { operator, logger, clock }: ServedParts,
  {
    jobs,
    plan,
    once,
    by,
    reason,
  }: {
    readonly jobs: Jobs;
    readonly plan: Plan;
    readonly once: string;
    readonly by: string;
    readonly reason: string;
  },
): Promise<void> {
  const { operation, wanted, back, view } = plan;
  const job = { wanted, back, planned: view.done + view.refused, beganAt: clock.now() };
  return jobs.begin(once, job, async (told) => {
    const wish = { operation, isPlan: false, by, reason: reason === "" ? null : reason };
    // It goes on when the page is left: whoever comes back finds how far it is.
    const onItem = (soFar: Pick<OperationReport, "done" | "refused">): void => {
      told(soFar.done + soFar.refused);
    };
    const report = await operator.operate(wish, { onItem });
    logger.info({ operation: wanted.kind, by, done: report.done, refused: report.refused }, "operated");
    return report;
  });
}

/** What has a remote asked again. */
const ANSWERED: readonly Wanted["kind"][] = ["retry", "resume", "approve", "resolve"];

/** So long a page looks by itself what came of it: one that is only left open does not keep its login alive for long. */
const FOLLOWED_MS = 2 * 60_000;

function createJobPage(parts: ServedParts, jobs: Jobs): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const job = jobs.find(request.params.id);
    if (job === null) throw new EngineError("NOT_FOUND", FORGOTTEN);
    const { state, wanted, back, planned, beganAt } = job;
    const look = pageLookOf(response, parts);
    if (state.kind === "ended") {
      const view = decisionView(wanted, state.report, digest);
      const tried = ANSWERED.includes(wanted.kind) ? view.items : [];
      const ids = tried.flatMap(({ kind, id, isRefused }) => (kind === "run" && !isRefused ? [id] : []));
      const answers = await answersOf(parts.store, {
        ...{ runIds: ids, since: beganAt },
        isOfTexts: wanted.kind === "approve" || wanted.kind === "resolve",
      });
      const isFollowed = parts.clock.now() - beganAt < FOLLOWED_MS && answers.some(({ isOpen }) => isOpen);
      if (isFollowed) lookAgainIn(5, request, response);
      response.send(decisionPage({ view, back, answers, isFollowed }, look));
      return;
    }
    // Works without scripts.
    if (state.kind === "under way") lookAgainIn(2, request, response);
    response.send(progressPage({ wanted, back, planned, state }, look));
  };
}

const FORGOTTEN =
  "What was done here is not remembered any more, since the engine was started anew or much was done after it: the audit tells of it.";

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

interface DecideForm {
  readonly reason: string;
  readonly seen: string;
  /** Made for the page that was shown. */
  readonly once: string;
  readonly isSure: boolean;
}

function formOf(request: Request): DecideForm {
  const { reason, seen, once, sure } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  return {
    reason: typeof reason === "string" ? reason.trim().slice(0, LONGEST_REASON) : "",
    seen: typeof seen === "string" ? seen : "",
    once: typeof once === "string" && UUID.test(once) ? once : randomUUID(),
    isSure: sure === "yes",
  };
}

/** Why nothing is done yet, or null. */
function problemOf(
  { fingerprint, needsReason, doubt, done }: DecisionView,
  { reason, seen, isSure }: Omit<DecideForm, "once">,
): { readonly status: number; readonly message: string } | null {
  if (seen !== fingerprint) return { status: CHANGED, message: OTHERWISE };
  if (done === 0) return { status: REFUSED, message: "Nothing was done: there is nothing to do." };
  if (needsReason && reason === "") return { status: REFUSED, message: "Nothing was done: say why, for the audit." };
  if (doubt !== null && !isSure) return { status: REFUSED, message: "Nothing was done: tick the box if it is so." };
  return null;
}

const OTHERWISE = "Nothing was done: it has come to something else meanwhile. This is how it stands now.";
