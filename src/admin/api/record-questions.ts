import { DELIVERY_OUTCOMES } from "../../core/model/delivery.ts";
import type { RecordQuestion } from "../../ports/store/record-questions.ts";
import type { Schema } from "./schema.ts";
import { EVENT_STATUSES } from "./schemas/event-schemas.ts";
import { RUN_STATUSES } from "./schemas/run-schemas.ts";

const ID: Schema = { type: "string", minLength: 1 };
const KEYS: Schema = { type: "array", items: ID, maxItems: 1_000 };
const INSTANT: Schema = { type: "number" };
const oneOf = (values: readonly string[]): Schema => ({ type: "string", enum: values });
/** What is asked by name, and nothing by another: the store would take a name it does not know for no filter at all. */
const filterOf = (known: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  properties: known,
  additionalProperties: false,
});
const LIMIT: Schema = { type: "integer", minimum: 1, maximum: 1_000 };
const pageOf = (known: Readonly<Record<string, Schema>>): Schema => ({
  ...filterOf({ ...known, limit: LIMIT, after: ID }),
  required: ["limit"],
});
const OF_EVENTS = { type: ID, phone: ID, status: oneOf(EVENT_STATUSES), since: INSTANT };
const OF_RUNS = { ruleId: ID, eventId: ID, status: oneOf(RUN_STATUSES), delivery: oneOf(DELIVERY_OUTCOMES) };
const SPAN: Schema = {
  type: "object",
  properties: { since: INSTANT, until: INSTANT },
  required: ["since", "until"],
  additionalProperties: false,
};
const OF_CONTACTS = { state: oneOf(["out", "held", "in"]) };
const TALLIES: Schema = {
  type: "object",
  properties: { since: INSTANT, until: INSTANT, what: KEYS, subject: { type: "string" } },
  required: ["since", "until"],
  additionalProperties: false,
};
const TEXT_IDS: Schema = {
  type: "object",
  properties: { localId: { type: ["string", "null"] }, messageId: { type: ["string", "null"] } },
  required: ["localId", "messageId"],
  additionalProperties: false,
};

/** The arguments of each question, in order. */
export const ARGUMENTS: Readonly<Record<RecordQuestion, readonly Schema[]>> = {
  getRule: [ID],
  ruleVersions: [ID],
  history: [ID, KEYS, INSTANT],
  textsTo: [ID, INSTANT],
  optStateOf: [ID],
  optHistory: [ID],
  reservations: [KEYS],
  knownDedupeKeys: [KEYS],
  ownText: [TEXT_IDS],
  getContact: [ID],
  getEvent: [ID],
  replaysOf: [ID, LIMIT],
  getRun: [ID],
  listEvents: [pageOf({ ...OF_EVENTS, source: ID })],
  listRuns: [pageOf({ ...OF_RUNS, until: INSTANT, sent: SPAN })],
  runBeside: [ID, { type: "string", enum: ["older", "newer"] }],
  listOptStates: [pageOf(OF_CONTACTS)],
  countEvents: [filterOf(OF_EVENTS)],
  countRuns: [filterOf(OF_RUNS)],
  backlog: [],
  tallies: [TALLIES],
  pauses: [],
  listAudit: [pageOf({})],
};

/** Every question, by the name of the method that answers it. */
export const RECORD_QUESTIONS = Object.keys(ARGUMENTS) as readonly RecordQuestion[];
