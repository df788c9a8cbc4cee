import { readTypedNumber } from "../../../core/base/phone.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Verdict } from "../../../core/model/trace.ts";
import { nameTold } from "../../../core/event/apply-event.ts";
import { canonicalType } from "../../../core/event/vocabulary.ts";
import { asRead } from "../../../core/texting/loops.ts";
import type { LookingBack } from "../../../core/time/past.ts";
import { PAST_FORMS, parseSince } from "../../../core/time/past.ts";
import type { EventFilter, EventStatus } from "../../../ports/store/lists.ts";
import type { EventRecord } from "../../../ports/store/store.ts";
import { printable } from "../../text/printable.ts";

/** Which events are looked for, as one line of tokens says it. */
export interface EventSearch {
  /** What an index of the store answers. */
  readonly filter: EventFilter;
  /** The rule that fired on them, which its runs tell. */
  readonly ruleId: string | null;
  /** The rule that would have fired on them, and was in shadow. */
  readonly shadowOf: string | null;
  /** Whether a run of theirs has failed, and nobody retried or dropped it. */
  readonly failed: boolean;
  /** What is looked for in one event after the other. */
  readonly source: string | null;
  readonly texts: readonly string[];
  /** The last digits of the number. */
  readonly phoneEnd: string | null;
  readonly fired: boolean | null;
  /** Whether its contact got a text for it, which its runs tell. */
  readonly answered: boolean | null;
  readonly repeated: boolean | null;
  readonly replay: boolean | null;
  /** Whether it tells of a text of rules, or of what became of a text that was told before. */
  readonly reports: boolean | null;
}

/** What is wrong with one token of a search, and what may have been meant. */
export interface SearchProblem {
  readonly token: string;
  /** A sentence. */
  readonly message: string;
}

/** A search as it was written, read. */
export interface ParsedSearch {
  readonly search: EventSearch;
  readonly problems: readonly SearchProblem[];
  /** The tokens as written, in order. */
  readonly tokens: readonly string[];
}

/** The names a token may have, each with an example. */
export const SEARCH_TOKENS = {
  type: "type:target_opt_out",
  rule: "rule:stop-to-crm",
  shadow: "shadow:new-hours",
  phone: "phone:+15105550100",
  status: "status:parked",
  source: "source:staging",
  text: 'text:"price list"',
  since: "since:2h",
  fired: "fired:no",
  answered: "answered:no",
  repeated: "repeated:yes",
  replay: "replay:yes",
  reports: "reports:no",
} as const;

type TokenName = keyof typeof SEARCH_TOKENS;

/** How a search is read: what `since:2h` counts from, epoch milliseconds, in which zone days are, and as whose numbers, ISO 3166-1 alpha-2. */
interface Reading extends LookingBack {
  readonly country: string;
}

/** Longer searches are cut off here. */
const LONGEST_SEARCH = 500;

const EVERYTHING: EventSearch = {
  ...{ filter: {}, ruleId: null, shadowOf: null, source: null, texts: [], phoneEnd: null, fired: null },
  ...{ failed: false, answered: null, repeated: null, replay: null, reports: null },
};

/** Reads `type:target_opt_out rule:stop-to-crm text:"price" since:2h`; words without a name are looked for in texts and in names of contacts. Never throws. */
export function parseSearch(written: string, reading: Reading): ParsedSearch {
  const tokens = tokensOf(written.slice(0, LONGEST_SEARCH));
  let search = EVERYTHING;
  const problems: SearchProblem[] = [];
  for (const token of tokens) {
    const read = readToken(token, reading);
    if (typeof read === "string") problems.push({ token: printable(token), message: read });
    else search = merged(search, read);
  }
  return { search, problems, tokens };
}

/** Words and `name:value`, split at spaces that do not stand in quotes, nor in what may be a number. */
function tokensOf(text: string): readonly string[] {
  return text.match(TOKEN) ?? [];
}

function merged(search: EventSearch, part: Partial<EventSearch>): EventSearch {
  return {
    ...search,
    ...part,
    filter: { ...search.filter, ...part.filter },
    texts: [...search.texts, ...(part.texts ?? [])],
  };
}

/** What a token asks for, or the sentence on why it cannot be read. */
function readToken(token: string, reading: Reading): Partial<EventSearch> | string {
  const [, name, quoted] = /^([A-Za-z_]+):(.*)$/s.exec(token) ?? [];
  const value = withoutQuotes(quoted ?? token);
  if (name === undefined) {
    if (token.startsWith('"')) return { texts: [value] };
    const [isWritten, isNorthAmerican] = [WRITTEN_NUMBER.test(value), WITHOUT_COUNTRY.test(value)];
    const phone = isWritten || isNorthAmerican ? readTypedNumber(value, reading.country) : null;
    if (phone !== null && (isWritten || phone.startsWith("+1"))) return { filter: { phone } };
    return isNorthAmerican ? { phoneEnd: value.replace(/\D/g, "") } : { texts: [value] };
  }
  if (!isTokenName(name)) {
    const names = Object.keys(SEARCH_TOKENS);
    const meant = suggest(name, names) ?? `the names are ${names.join(", ")}.`;
    return `There is no token "${printable(name)}"; ${meant} Quote words that hold a colon: "${printable(token)}".`;
  }
  if (value === "") return `${name}: says nothing; write it like ${SEARCH_TOKENS[name]}.`;
  return READERS[name](value, reading);
}

/** What begins as numbers do: with a plus, a bracket, or the zero before an area. Other digits may be a date or an order's. */
const WRITTEN_NUMBER = /^(?:[+(]\d|0\d{2})[\d\s()./-]{3,20}\d$/;
/** Numbers with their blanks, else what stands between blanks; quotes keep theirs. */
const TOKEN = new RegExp(
  [
    String.raw`(?:phone:)?[+(]\d[\d\s()./-]{5,20}\d(?!\S)`,
    String.raw`(?:phone:)?0\d{1,5}[ /-]\d{4,12}(?!\S)`,
    String.raw`(?:phone:)?(?:1[ .-])?\d{3}[ .-]\d{3}[ .-]\d{4}(?!\S)`,
    String.raw`(?:[^\s"]|"[^"]*"?)+`,
  ].join("|"),
  "g",
);
/** Ten digits as people of North America write a number, or an eleventh before them. */
const WITHOUT_COUNTRY = /^1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}$/;

function isTokenName(name: string): name is TokenName {
  return Object.hasOwn(SEARCH_TOKENS, name);
}

function withoutQuotes(text: string): string {
  return text.replaceAll('"', "");
}

const READERS: Readonly<Record<TokenName, (value: string, reading: Reading) => Partial<EventSearch> | string>> = {
  type: (value) => ({ filter: { type: canonicalType(value) } }),
  rule: (value) => ({ ruleId: value }),
  shadow: (value) => ({ shadowOf: value }),
  phone: readPhone,
  status: (value) => {
    if (value === "failed") return { failed: true };
    const status = STATUSES[value];
    if (status !== undefined) return { filter: { status } };
    const names = [...Object.keys(STATUSES), "failed"];
    return `No event is "${printable(value)}"; ${suggest(value, names) ?? `it is one of ${names.join(", ")}.`}`;
  },
  source: (value) => ({ source: value }),
  text: (value) => ({ texts: [value] }),
  since: (value, reading) => {
    const since = parseSince(value, reading);
    if (since !== null) return { filter: { since } };
    return `since: takes ${PAST_FORMS}; "${printable(value)}" is none of them.`;
  },
  fired: (value) => readYesNo("fired", value),
  answered: (value) => readYesNo("answered", value),
  repeated: (value) => readYesNo("repeated", value),
  replay: (value) => readYesNo("replay", value),
  reports: (value) => readYesNo("reports", value),
};

const STATUSES: Readonly<Record<string, EventStatus | undefined>> = {
  waiting: "new",
  new: "new",
  done: "done",
  parked: "parked",
};

function readPhone(value: string, { country }: Reading): Partial<EventSearch> | string {
  const end = /^(?:[…•*.]+)?(\d{4})$/.exec(value)?.[1];
  if (end !== undefined) return { phoneEnd: end };
  const phone = readTypedNumber(value, country);
  if (phone !== null) return { filter: { phone } };
  return `"${printable(value)}" is neither a number, with its country code, such as +15105550100, or as your country writes it, nor its last four digits.`;
}

type YesNo = "fired" | "answered" | "repeated" | "replay" | "reports";

function readYesNo(name: YesNo, value: string): Partial<EventSearch> | string {
  if (value === "yes" || value === "no") return { [name]: value === "yes" };
  return `${name}: takes yes or no.`;
}

/** Whether one event after the other has to be looked at, since no index knows all that is asked for. */
export function looksThrough({ ruleId, shadowOf, source, texts, phoneEnd, ...asked }: EventSearch): boolean {
  const { failed, fired, answered, repeated, replay, reports } = asked;
  const others = [ruleId, shadowOf, source, phoneEnd, fired, answered, repeated, replay, reports];
  return failed || texts.length > 0 || others.some((one) => one !== null);
}

/** Whether an event is one of those looked for, but for what its runs tell. */
export function fitsSearch(record: EventRecord, search: EventSearch): boolean {
  const { event, status, evaluation, duplicates } = record;
  const { filter, ruleId, shadowOf, source, texts, phoneEnd, fired, repeated, replay, reports } = search;
  const rulesThat = (did: Verdict["outcome"]): readonly string[] =>
    (evaluation?.verdicts ?? []).filter(({ outcome }) => outcome === did).map((one) => one.ruleId);
  const firedIds = rulesThat("fired");
  const said = [event.text, nameTold(event)].map((words) => asRead(words ?? ""));
  return (
    (filter.type === undefined || event.type === filter.type) &&
    (filter.phone === undefined || event.phone === filter.phone) &&
    (filter.status === undefined || status === filter.status) &&
    (filter.since === undefined || event.receivedAt >= filter.since) &&
    (ruleId === null || firedIds.includes(ruleId)) &&
    (shadowOf === null || rulesThat("shadow").includes(shadowOf)) &&
    (source === null || event.source === source) &&
    texts.every((wanted) => said.some((words) => words.includes(asRead(wanted)))) &&
    (phoneEnd === null || event.phone?.endsWith(phoneEnd) === true) &&
    (fired === null || (evaluation !== null && firedIds.length > 0 === fired)) &&
    (repeated === null || duplicates > 0 === repeated) &&
    (replay === null || (event.replay !== undefined) === replay) &&
    (reports === null || (event.author === "automation" || event.retells === "text") === reports)
  );
}
