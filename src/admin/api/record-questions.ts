import { DELIVERY_OUTCOMES } from "../../core/model/delivery.ts";
import type { RecordQuestion } from "../../ports/record-questions.ts";
import type { Schema } from "./schema.ts";
import { EVENT_STATUSES } from "./schemas/event-schemas.ts";
import { RUN_STATUSES } from "./schemas/run-schemas.ts";

const ID: Schema = { type: "string", minLength: 1 };
const KEYS: Schema = { type: "array", items: ID, maxItems: 1_000 };
const INSTANT: Schema = { type: "number" };
/** What is asked by name: values that the store takes as they are, and those of which it knows some. */
const filterOf = (known: Readonly<Record<string, readonly string[]>>): Schema & { readonly properties: object } => ({
  type: "object",
  properties: Object.fromEntries(
    Object.entries(known).map(([name, values]) => [name, { type: "string", enum: values }]),
  ),
  additionalProperties: { type: ["string", "number"] },
});
const pageOf = (known: Readonly<Record<string, readonly string[]>>): Schema => {
  const filter = filterOf(known);
  const limit = { type: "integer", minimum: 1, maximum: 1_000 };
  return { ...filter, properties: { ...filter.properties, limit }, required: ["limit"] };
};
const OF_EVENTS = { status: EVENT_STATUSES };
const OF_RUNS = { status: RUN_STATUSES, delivery: DELIVERY_OUTCOMES };
const OF_CONTACTS = { state: ["out", "held", "in"] };
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
  reservations: [KEYS],
  knownDedupeKeys: [KEYS],
  ownText: [TEXT_IDS],
  getContact: [ID],
  getEvent: [ID],
  getRun: [ID],
  listEvents: [pageOf(OF_EVENTS)],
  listRuns: [pageOf(OF_RUNS)],
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
