import { EngineError } from "../../../core/base/errors.ts";
import { canonicalType } from "../../../core/event/vocabulary.ts";
import type { EventStatus } from "../../../ports/store-lists.ts";
import { maskedEvent, maskedEventSummary } from "../../../show/records/masked-record.ts";
import { parseInstantOrAge } from "../instants.ts";
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
      filterByOne("status", ["new", "done", "parked"], "Only of this status."),
      filterBy("since", "Only received since: an instant with its zone, or a length of time such as 2h."),
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
];

async function listEvents({ parts, given }: ApiRequest): Promise<object> {
  const [type, source, phone, status, since] = ["type", "source", "phone", "status", "since"].map((name) =>
    givenText(given, name),
  );
  const { rows, next } = await parts.store.listEvents({
    ...pageOptions(given),
    ...(type === undefined ? {} : { type: canonicalType(type) }),
    ...(source === undefined ? {} : { source }),
    ...(phone === undefined ? {} : { phone: givenNumber(phone, "phone") }),
    ...(status === undefined ? {} : { status: status as EventStatus }),
    ...(since === undefined ? {} : { since: parseInstantOrAge(since, "since", parts.clock.now()) }),
  });
  return { events: rows.map(maskedEventSummary), next };
}

async function getEvent({ parts, given }: ApiRequest): Promise<object> {
  const { store, inForce } = parts;
  const id = givenText(given, "id") ?? "";
  const record = await store.getEvent(id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no event "${id}".`);
  const { rows } = await store.listRuns({ eventId: id, limit: RUNS_SHOWN });
  const verdicts = record.evaluation?.verdicts ?? [];
  const stored = await Promise.all(verdicts.map(({ ruleVersion }) => store.getRule(ruleVersion)));
  const evaluatedBy = stored.filter((rule) => rule !== null);
  const { rules, settings } = inForce();
  const others = rules.filter((rule) => evaluatedBy.every((one) => one.id !== rule.id));
  return maskedEvent(record, { runs: rows.toReversed(), rules: [...evaluatedBy, ...others], settings });
}
