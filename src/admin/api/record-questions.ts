import type { RecordQuestion } from "../../ports/record-questions.ts";
import type { Schema } from "./schema.ts";

const ID: Schema = { type: "string", minLength: 1 };
const KEYS: Schema = { type: "array", items: ID, maxItems: 1_000 };
const INSTANT: Schema = { type: "number" };
const FILTER: Schema = { type: "object", additionalProperties: { type: ["string", "number"] } };
const PAGE: Schema = {
  ...FILTER,
  properties: { limit: { type: "integer", minimum: 1, maximum: 1_000 } },
  required: ["limit"],
};
const TALLIES: Schema = {
  type: "object",
  properties: { since: INSTANT, until: INSTANT, what: KEYS, subject: { type: "string" } },
  required: ["since", "until"],
  additionalProperties: false,
};
const TEXT_IDS: Schema = { type: "object", additionalProperties: { type: ["string", "null"] } };

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
  listEvents: [PAGE],
  listRuns: [PAGE],
  runBeside: [ID, { type: "string", enum: ["older", "newer"] }],
  listOptStates: [PAGE],
  countEvents: [FILTER],
  countRuns: [FILTER],
  backlog: [],
  tallies: [TALLIES],
  pauses: [],
  listAudit: [PAGE],
};

/** Every question, by the name of the method that answers it. */
export const RECORD_QUESTIONS = Object.keys(ARGUMENTS) as readonly RecordQuestion[];
