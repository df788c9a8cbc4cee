import express, { Router } from "express";
import type { Request, Response } from "express";
import { EngineError } from "../../core/base/errors.ts";
import { EVENT_TYPES } from "../../core/event/vocabulary.ts";
import { localInstant, parseInstant } from "../../core/time/calendar.ts";
import { backtestPage } from "../../dashboard/playground/backtest-page.tsx";
import type { PlaygroundChoices, PlaygroundForm } from "../../dashboard/playground/form.tsx";
import { playgroundPage, problemPart, verdictPart } from "../../dashboard/playground/playground-page.tsx";
import { eventChoices, newestFor } from "../../show/views/playground/event-choices.ts";
import { draftOfRule } from "../../show/views/playground/draft-of-rule.ts";
import { printable } from "../../show/text/printable.ts";
import type { TrialView } from "../../show/views/playground/trial.ts";
import type { AdminParts } from "../admin-parts.ts";
import { ForbiddenError, requireOwnForm, requireRole, visitorOf } from "../door/visitors.ts";
import type { Visitor } from "../door/sessions.ts";
import type { TriedEvent } from "../playground/playground.ts";
import {
  LONGEST_DRAFT,
  LONGEST_EVENT,
  logTried,
  requireOperateFor,
  STORED_IS_FOR_OPERATORS,
} from "../playground/playground.ts";
import { pageFor, pageLookOf } from "./look.ts";
import { lookAgainIn } from "./look-again.ts";
import { checkNames, parameterOf, queryOf, takesNone } from "./query.ts";

/** A draft as a browser sends it, each of its characters written with a percent sign where it must be. */
const FORM_LIMIT = "2mb";
/** How often the page of a backtest looks again, seconds. */
const LOOK_EVERY = 2;

/** The screens on which drafts of rules are tried: by who may look on examples, by who may operate also on what customers wrote. */
export function createPlaygroundPages(parts: AdminParts): Router {
  const { backtests } = parts;
  const router = Router();
  const reading = express.urlencoded({ extended: false, limit: FORM_LIMIT });
  router.get("/playground", (request, response) => showOpened(parts, request, response));
  router.post("/playground", reading, requireOwnForm, async (request, response) => {
    const body = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const form = sentForm(body);
    if (body["do"] === "download") {
      response.attachment(form.file === "" ? "draft.yaml" : (form.file.split(/[\\/]/).at(-1) ?? "draft.yaml"));
      response.type("text/yaml").send(form.yaml);
      return;
    }
    const visitor = visitorOf(response);
    if (body["do"] === "backtest") {
      if (visitor.role === "read") throw new ForbiddenError(STORED_IS_FOR_OPERATORS);
      const problem = problemOfCounts(form);
      if (problem === null) {
        const asked = { days: Number(form.days), events: Number(form.events) };
        const job = backtests.begin(draftOf(form), asked, visitor);
        response.redirect(303, `/playground/backtests/${job.id}`);
      } else await show(parts, response.status(422), { form, trial: null, problem });
      return;
    }
    const came = await tried(parts, form, visitor);
    // Beside the draft a script asks for the part alone.
    if (request.get("hx-request") === "true") {
      const { trial, problem } = came;
      const look = pageLookOf(response, parts);
      response.send(trial === null ? problemPart(problem ?? "") : verdictPart(trial, look));
      return;
    }
    await show(parts, response, { form, ...came });
  });
  router.get("/playground/backtests/:id", requireRole("operate"), takesNone, (request, response) => {
    const job = backtests.find(String(request.params["id"]));
    if (job === null) throw new EngineError("NOT_FOUND", FORGOTTEN);
    // Works without scripts.
    if (job.state.kind === "under way") lookAgainIn(LOOK_EVERY, request, response);
    const { id, state, asked } = job;
    response.send(backtestPage({ id, state, days: asked.days }, pageLookOf(response, parts)));
  });
  router.post(
    "/playground/backtests/:id/cancel",
    reading,
    requireRole("operate"),
    requireOwnForm,
    (request, response) => {
      const { id } = request.params as { readonly id: string };
      backtests.cancel(id);
      response.redirect(303, `/playground/backtests/${encodeURIComponent(id)}`);
    },
  );
  return router;
}

const FORGOTTEN = "This backtest is not remembered any more: the engine was started anew, or many were run after it.";
const NOT_TRIED = { trial: null, problem: null };

interface Came {
  readonly trial: TrialView | null;
  readonly problem: string | null;
}

/** The page as an address opens it, with the verdict where it names an event and a rule. */
async function showOpened(parts: AdminParts, request: Request, response: Response): Promise<void> {
  checkNames(queryOf(request), ["event", "rule", "backtest"]);
  const [opened, visitor] = [parameterOf(request, "rule"), visitorOf(response)];
  const form = await openedForm(parts, request, visitor);
  const isAsked = parameterOf(request, "event") !== "" && opened !== "";
  await show(parts, response, { form, opened, ...(isAsked ? await tried(parts, form, visitor) : NOT_TRIED) });
}

async function show(
  parts: AdminParts,
  response: Response,
  { opened = "", ...page }: Came & { readonly form: PlaygroundForm; readonly opened?: string },
): Promise<void> {
  const { look, store } = pageFor(response, parts);
  const choices = { ...(await choicesOf(parts, store)), opened };
  response.send(playgroundPage({ ...page, choices }, look));
}

async function choicesOf(
  { inForce, playground }: AdminParts,
  store: AdminParts["store"],
): Promise<Omit<PlaygroundChoices, "opened">> {
  const { rules } = inForce();
  const files = await playground.ruleFiles();
  const ids = rules.map(({ id }) => id).filter((id) => !id.startsWith("heyrules:"));
  return { rules: ids, files: files.map(({ file }) => file), types: EVENT_TYPES, stored: await eventChoices(store) };
}

/** Tries what a form says; what cannot be tried so is a sentence. */
async function tried(
  { playground, inForce, logger }: AdminParts,
  form: PlaygroundForm,
  visitor: Visitor,
): Promise<Came> {
  try {
    const event = triedEvent(form, inForce().settings.timezone);
    requireOperateFor(event, visitor);
    const trial = await playground.tryDraft(draftOf(form), event);
    logTried(logger, event, visitor);
    return { trial, problem: null };
  } catch (error) {
    const isOfPerson = error instanceof EngineError && ["USAGE", "NOT_FOUND"].includes(error.code);
    if (isOfPerson || error instanceof ForbiddenError) return { trial: null, problem: error.message };
    throw error;
  }
}

/** @throws EngineError USAGE for one that is too long. */
function draftOf({ yaml, file }: PlaygroundForm): { readonly yaml: string; readonly file: string | null } {
  if (yaml.length > LONGEST_DRAFT)
    throw new EngineError("USAGE", "This draft is longer than the playground takes, 256 kB: heyrules lint reads more.");
  return { yaml, file: file === "" ? null : file };
}

function triedEvent(form: PlaygroundForm, zone: string): TriedEvent {
  const { from, event, type, text, json } = form;
  const local = form.at === "" ? null : parseInstant(`${form.at}Z`);
  if (form.at !== "" && local === null)
    throw new EngineError(
      "USAGE",
      `"${printable(form.at)}" is no time; write it like 2026-03-01T09:00, or leave it empty for now.`,
    );
  const at = local === null ? null : localInstant(Math.floor(local / 60_000), zone);
  if (from === "example") return { kind: "example", type, text, at };
  if (from === "stored") {
    if (event === "") throw new EngineError("USAGE", "Choose an event to try the draft on.");
    return { kind: "stored", id: event };
  }
  if (json.length > LONGEST_EVENT) throw new EngineError("USAGE", "This event is longer than 64 kB.");
  return { kind: "pasted", json, at };
}

function sentForm(body: Readonly<Record<string, unknown>>): PlaygroundForm {
  const field = (name: string): string => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
  const from = (["stored", "example", "pasted"] as const).find((one) => one === field("from")) ?? "stored";
  return {
    // Browsers send line ends as the web does.
    yaml: field("yaml").replaceAll("\r\n", "\n"),
    ...{ file: field("file"), from, type: field("type"), text: field("text"), at: field("at") },
    event: field("event_id").trim() || field("event"),
    json: field("json").replaceAll("\r\n", "\n"),
    days: field("days").trim().slice(0, 20) || EMPTY.days,
    events: field("events").trim().slice(0, 20) || EMPTY.events,
  };
}

/** How far back and over how many events a backtest goes at most. */
const MOST = { days: 90, events: 10_000 } as const;

/** Why a backtest is not begun; null when its numbers are some. */
function problemOfCounts(form: PlaygroundForm): string | null {
  for (const name of ["days", "events"] as const) {
    const count = /^\d{1,6}$/.test(form[name]) ? Number(form[name]) : 0;
    if (count < 1 || count > MOST[name])
      return `${name} is a whole number from 1 to ${MOST[name]}, not ${printable(JSON.stringify(form[name]))}.`;
  }
  return null;
}

const EMPTY: PlaygroundForm = {
  ...{ yaml: "", file: "", from: "stored", event: "", type: "message_recieved" },
  ...{ text: "What is your price?", json: "", at: "", days: "7", events: "1000" },
};

/** The form that an address opens: with the draft of a backtest, a rule in force or the start of a new one. */
async function openedForm(parts: AdminParts, request: Request, { role }: Visitor): Promise<PlaygroundForm> {
  const { store, inForce, playground, backtests } = parts;
  const job = backtests.find(parameterOf(request, "backtest"));
  if (job !== null) {
    const { yaml, file } = job.draft;
    const { days, events } = job.asked;
    return { ...EMPTY, days: String(days), events: String(events), yaml, file: file ?? "" };
  }
  const { rules, settings } = inForce();
  const event = parameterOf(request, "event");
  const asked = parameterOf(request, "rule");
  const verdicts = event === "" ? [] : ((await store.getEvent(event))?.evaluation?.verdicts ?? []);
  const fired = verdicts.find(({ outcome }) => outcome === "fired") ?? verdicts[0];
  const inUse = rules.find(({ id }) => id === (asked || fired?.ruleId));
  // A run may be of a rule that is no longer in force.
  const rule = inUse ?? (asked === "" ? null : ((await store.ruleVersions(asked))[0]?.rule ?? null));
  if (asked !== "" && rule === null) throw new EngineError("NOT_FOUND", `There is no rule "${printable(asked)}".`);
  const { yaml, file } = draftOfRule(rule, await playground.ruleFiles());
  const from = role === "read" && event === "" ? "example" : "stored";
  // On what the rule would look at, when a rule was opened and no event.
  const newest = asked === "" || rule === null || event !== "" ? null : await newestFor(store, [rule], settings);
  return { ...EMPTY, from, yaml, file: file ?? "", event: newest?.event.id ?? event };
}
