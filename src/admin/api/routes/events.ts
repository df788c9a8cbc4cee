import { EngineError } from "../../../core/base/errors.ts";
import { canonicalType } from "../../../core/event/vocabulary.ts";
import type { EventStatus } from "../../../ports/store/lists.ts";
import { rulesAsThen } from "../../../show/records/explain/as-then.ts";
import { maskedEvent, maskedEventSummary } from "../../../show/records/masked-record.ts";
import { replaysShown } from "../../../show/records/replays.ts";
import { eventTestView } from "../../../show/views/event/event-test.ts";
import { headlineOf } from "../../../show/views/event/headline.ts";
import { shownOutcomes } from "../../../show/views/event/shown-outcomes.ts";
import { eventList } from "../../../show/views/events/event-list.ts";
import { viewJson } from "../../../show/views/view-json.ts";
import { knownNames } from "../../known-names.ts";
import { PAST_FORMS } from "../../../core/time/past.ts";
import { sinceOf } from "../instants.ts";
import {
  filterBy,
  filterByOne,
  givenNumber,
  givenText,
  idParameter,
  PAGE_PARAMETERS,
  pageOptions,
} from "../parameters.ts";
import type { ApiRequest, Route } from "../route.ts";
import { EVENT_STATUSES } from "../schemas/event-schemas.ts";
import { named, pageOf } from "../schema.ts";

/** More runs than one event can start. */
const RUNS_SHOWN = 100;

/** What can be asked of events. */
export const EVENT_ROUTES: readonly Route[] = [
  {
    method: "get",
    path: "/events",
    operationId: "listEvents",
    tag: "events",
    summary: "The newest events",
    role: "read",
    parameters: [
      filterBy("type", "Only of this type.", { examples: ["message_recieved"] }),
      filterBy("source", "Only from this source."),
      filterBy("phone", "Only of this contact: a number with country code, whose + is written %2B."),
      filterByOne("status", EVENT_STATUSES, "Only of this status."),
      filterBy("since", `Only received since: ${PAST_FORMS}.`),
      ...PAGE_PARAMETERS,
    ],
    answer: pageOf("events", named("EventSummary"), "A page of events."),
    refuses: ["USAGE"],
    handle: listEvents,
  },
  {
    method: "get",
    path: "/events/{id}",
    operationId: "getEvent",
    tag: "events",
    summary: "One event, what every rule made of it, and the runs it started",
    role: "read",
    parameters: [idParameter("event")],
    answer: named("Event"),
    refuses: ["NOT_FOUND"],
    handle: getEvent,
  },
  {
    method: "get",
    path: "/events/{id}/test",
    operationId: "getTestOfEvent",
    tag: "events",
    summary: "An event as a test of a rule",
    role: "read",
    parameters: [idParameter("event"), filterBy("rule", "The rule the test is of; that which fired when not given.")],
    answer: named("EventTest"),
    refuses: ["NOT_FOUND", "USAGE"],
    handle: getTest,
  },
  {
    method: "get",
    path: "/search",
    operationId: "searchEvents",
    tag: "events",
    summary: "The newest events that a search finds",
    description: "As the search box of the dashboard takes it, with what became of each event in a word.",
    role: "read",
    parameters: [
      filterBy("q", "Tokens.", { examples: ['type:target_opt_out rule:stop-to-crm text:"price" since:2h'] }),
      ...PAGE_PARAMETERS,
    ],
    answer: named("FoundEvents"),
    refuses: ["USAGE"],
    handle: searchEvents,
  },
];

async function getTest({ parts, given }: ApiRequest): Promise<object> {
  const { store, inForce, testLines } = parts;
  const [id = "", ruleId = ""] = [givenText(given, "id"), givenText(given, "rule")];
  const view = await eventTestView(store, { id, ruleId }, { rules: inForce().rules, testLines });
  if (view === null) throw new EngineError("NOT_FOUND", `There is no event "${id}".`);
  return view;
}

async function searchEvents({ parts, given }: ApiRequest): Promise<object> {
  const { store, inForce, clock } = parts;
  const look = { now: clock.now(), zone: inForce().settings.timezone };
  const asked = { query: givenText(given, "q") ?? "", ...pageOptions(given) };
  return viewJson(await eventList(store, asked, { ...look, ...knownNames(parts), inForce: inForce() }));
}

async function listEvents({ parts, given }: ApiRequest): Promise<object> {
  const [type, source, phone, status, since] = ["type", "source", "phone", "status", "since"].map((name) =>
    givenText(given, name),
  );
  const at = { now: parts.clock.now(), zone: parts.inForce().settings.timezone };
  const { rows, next } = await parts.store.listEvents({
    ...pageOptions(given),
    ...(type === undefined ? {} : { type: canonicalType(type) }),
    ...(source === undefined ? {} : { source }),
    ...(phone === undefined
      ? {}
      : { phone: givenNumber(phone, { name: "phone", country: parts.inForce().settings.country, isInUrl: true }) }),
    ...(status === undefined ? {} : { status: status as EventStatus }),
    ...(since === undefined ? {} : { since: sinceOf(since, "since", at) }),
  });
  return { events: rows.map(maskedEventSummary), next };
}

async function getEvent({ parts, given }: ApiRequest): Promise<object> {
  const { store, inForce, clock } = parts;
  const id = givenText(given, "id") ?? "";
  const record = await store.getEvent(id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no event "${id}".`);
  const { rows } = await store.listRuns({ eventId: id, limit: RUNS_SHOWN });
  const verdicts = record.evaluation?.verdicts ?? [];
  const stored = await Promise.all(verdicts.map(({ ruleVersion }) => store.getRule(ruleVersion)));
  const evaluatedBy = stored.filter((rule) => rule !== null);
  const { rules, ruleSet, settings } = inForce();
  const all = [...evaluatedBy, ...rules.filter((rule) => evaluatedBy.every((one) => one.id !== rule.id))];
  const runs = rows.toReversed();
  const look = { now: clock.now(), zone: settings.timezone, pauses: await store.pauses() };
  const asThen = await rulesAsThen((ruleId) => store.ruleVersions(ruleId), record, { rules: all, ruleSet });
  const by = { rules: all, ruleSet, settings, asThen };
  const outcomes = record.evaluation === null ? [] : shownOutcomes({ record, ...by });
  return {
    ...maskedEvent(record, { runs, replays: await replaysShown(store, record.event), ...by }),
    ...headlineOf(record, { runs, outcomes, rules: all, look }),
  };
}
