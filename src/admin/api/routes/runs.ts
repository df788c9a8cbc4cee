import { EngineError } from "../../../core/base/errors.ts";
import type { DeliveryOutcome, SentChoice } from "../../../core/model/delivery.ts";
import { DELIVERY_OUTCOMES, SENT_CHOICES } from "../../../core/model/delivery.ts";
import type { RunStatus } from "../../../core/model/run/run.ts";
import { maskedRun, maskedRunSummary } from "../../../show/records/masked-record.ts";
import { replaysUnder } from "../../../show/records/replays.ts";
import { runAhead } from "../../../show/records/run-ahead.ts";
import { checkFilterNames } from "../../../show/views/known-names.ts";
import { foundRuns } from "../../../show/views/run/run-list.ts";
import { PAST_FORMS } from "../../../core/time/past.ts";
import { spanOf } from "../instants.ts";
import { filterBy, filterByOne, givenText, idParameter, PAGE_PARAMETERS, pageOptions } from "../parameters.ts";
import { knownNames, RULES_LISTED } from "../../known-names.ts";
import type { ApiRequest, Route } from "../route.ts";
import { named, pageOf } from "../schema.ts";
import { RUN_STATUSES } from "../schemas/run-schemas.ts";

/** What can be asked of runs. */
export const RUN_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/runs",
    operationId: "listRuns",
    tag: "runs",
    summary: "The newest runs",
    role: "read",
    parameters: [
      filterBy("rule", "Only of this rule; one that is neither in force nor has runs is refused."),
      filterBy("event", "Only those that this event started."),
      filterByOne("status", RUN_STATUSES, "Only of this status."),
      filterByOne("delivery", DELIVERY_OUTCOMES, "Only with a text that fared so."),
      filterBy("since", `Only made since: ${PAST_FORMS}.`),
      filterBy("until", `Only made before, or on the day that is named or before: ${PAST_FORMS}.`),
      filterByOne(
        "sent",
        SENT_CHOICES,
        "Only with a text that went out, or with one that was an answer outside opening hours; `since` and `until` are then of when it went out.",
      ),
      {
        ...{ name: "blocked", in: "query", description: "Only those of which the send gate held something back." },
        schema: { type: "boolean", default: false },
      },
      ...PAGE_PARAMETERS,
    ],
    answer: pageOf("runs", named("RunSummary"), "A page of runs."),
    refuses: ["USAGE", "NOT_FOUND"],
    handle: listRuns,
  },
  {
    method: "get",
    path: "/runs/{id}",
    operationId: "getRun",
    tag: "runs",
    summary: "One run, why it started, and each step with its attempts",
    role: "read",
    parameters: [idParameter("run")],
    answer: named("Run"),
    refuses: ["NOT_FOUND"],
    handle: getRun,
  },
];

const FILTERS = ["rule", "event", "status", "delivery", "since", "until", "sent"] as const;

async function listRuns({ parts, given }: ApiRequest): Promise<object> {
  const [ruleId, eventId, status, delivery, since, until, sent] = FILTERS.map((name) => givenText(given, name));
  const at = { now: parts.clock.now(), zone: parts.inForce().settings.timezone };
  const { rows, next } = await foundRuns(parts.store, {
    ...pageOptions(given),
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(status === undefined ? {} : { status: status as RunStatus }),
    ...(delivery === undefined ? {} : { delivery: delivery as DeliveryOutcome }),
    ...spanOf({ since, until }, at),
    ...(sent === undefined ? {} : { sent: sent as SentChoice }),
    isBlocked: given["blocked"] === true,
  });
  if (rows.length === 0 && ruleId !== undefined)
    await checkFilterNames(parts.store, { rule: ruleId }, { ...knownNames(parts), listed: RULES_LISTED });
  const replays = await replaysUnder(parts.store, rows);
  return { runs: rows.map((record) => maskedRunSummary(record, replays.get(record.run.eventId)?.of ?? null)), next };
}

async function getRun({ parts: { store, clock }, given }: ApiRequest): Promise<object> {
  const id = givenText(given, "id") ?? "";
  const record = await store.getRun(id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no run "${id}".`);
  const event = await store.getEvent(record.run.eventId);
  const rule = await store.getRule(record.run.ruleVersion);
  const ahead = await runAhead(store, record, clock.now());
  return maskedRun(record, { event, rule, ahead });
}
