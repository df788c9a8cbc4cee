import { EngineError } from "../../../core/base/errors.ts";
import type { PauseScope } from "../../../core/model/decision.ts";
import { pauseKey } from "../../../core/model/decision.ts";
import { parseInstant } from "../../../core/time/calendar.ts";
import type { Operation, Selection } from "../../../ports/operator.ts";
import type { RuleWish } from "../../../ports/rule-writer.ts";
import { toIso } from "../../text/instants.ts";
import { printable } from "../../text/printable.ts";

type OfContact = "release" | "erase";

/**
 * An operation as an address of the dashboard can name it: a contact by its sealed name or by an event of it, never by its number,
 * and no condition.
 */
export type Wanted =
  | Exclude<Operation, { kind: OfContact | OfMany | RuleWish["kind"] | "reveal" }>
  | RuleWish
  | { readonly kind: OfMany; readonly which: AddressedSelection }
  | { readonly kind: OfContact; readonly contact: string };

type OfMany = "retry" | "drop" | "cancel";
type AddressedSelection = Omit<Selection, "condition">;

/** What a selection is narrowed by; nothing of it for all. */
export const ALL: AddressedSelection = {
  ids: null,
  only: null,
  ruleId: null,
  code: null,
  connection: null,
  since: null,
};

/** Where the plan of an operation is shown and decided of; `back` is the path that leads back from there. */
export function decideHref(wanted: Wanted, back?: string): string {
  const query = new URLSearchParams([["kind", wanted.kind], ...parametersOf(wanted)]);
  if (back !== undefined) query.append("back", back);
  return `/decide?${query.toString()}`;
}

type Parameters = readonly (readonly [string, string])[];

function parametersOf(wanted: Wanted): [string, string][] {
  return pairsOf(wanted).map(([name, value]) => [name, value]);
}

function pairsOf(wanted: Wanted): Parameters {
  switch (wanted.kind) {
    case "retry":
    case "drop":
    case "cancel": {
      const { ids, only, ruleId, code, connection, since, evenOvertaken = false } = wanted.which;
      return [
        ...(ids === null ? given("all", only === null ? "both" : only) : ids.map((id) => ["id", id] as const)),
        ...given("rule", ruleId),
        ...given("code", code),
        ...given("connection", connection),
        ...given("since", toIso(since)),
        ...given("evenOvertaken", ifYes(evenOvertaken)),
      ];
    }
    case "resolve":
      return [["id", wanted.runId], ...given("wasDone", yesOrNo(wanted.wasDone))];
    case "resume":
      return [
        ["id", wanted.runId],
        ...given("from", wanted.from),
        ...given("newVersion", ifYes(wanted.onNewVersion)),
        ...given("evenOvertaken", ifYes(wanted.evenOvertaken === true)),
      ];
    case "replay": {
      const { eventIds, ruleId, evenOvertaken, again = false } = wanted;
      const ids = eventIds.map((id) => ["id", id] as const);
      return [
        ...ids,
        ...given("rule", ruleId),
        ...given("evenOvertaken", ifYes(evenOvertaken)),
        ...given("again", ifYes(again)),
      ];
    }
    case "approve":
    case "refuse":
      return [["code", wanted.code], ...given("id", wanted.runId ?? null)];
    case "release":
    case "erase":
      return [["contact", wanted.contact]];
    case "pause":
    case "unpause":
      return [["scope", pauseKey(wanted.scope)]];
    case "enable":
      return [["rule", wanted.ruleId], ...given("shadow", ifYes(wanted.inShadow)), ...shareOf(wanted.canary)];
    case "disable":
      return [["rule", wanted.ruleId]];
    case "promote":
      return [["rule", wanted.ruleId], ...shareOf(wanted.canary)];
  }
}

function given(name: string, value: string | null): Parameters {
  return value === null ? [] : [[name, value]];
}

function shareOf(canary: number | null): Parameters {
  return given("canary", canary === null ? null : String(canary));
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}

function ifYes(value: boolean): string | null {
  return value ? "yes" : null;
}

/** The operation that a query names. @throws EngineError USAGE when it names none. */
export function wantedOf(query: URLSearchParams): Wanted {
  const wanted = namedBy(query);
  const strange = [...query.keys()].find((name) => !PARAMETERS.includes(name));
  // One that narrows and is not understood must not mean everything.
  if (strange !== undefined)
    throw new EngineError("USAGE", `This address holds "${printable(strange)}", which says nothing here.`);
  return wanted;
}

function namedBy(query: URLSearchParams): Wanted {
  const kind = query.get("kind") ?? "";
  switch (kind) {
    case "retry":
    case "drop":
    case "cancel":
      return { kind, which: selectionOf(query) };
    case "resolve":
      return { kind, runId: needed(query, "id"), wasDone: needed(query, "wasDone") === "yes" };
    case "resume": {
      const onNewVersion = query.get("newVersion") === "yes";
      const resume = { kind, runId: needed(query, "id"), from: query.get("from"), onNewVersion } as const;
      return query.get("evenOvertaken") === "yes" ? { ...resume, evenOvertaken: true } : resume;
    }
    case "replay": {
      needed(query, "id");
      const evenOvertaken = query.get("evenOvertaken") === "yes";
      const replay = { kind, eventIds: query.getAll("id"), ruleId: query.get("rule"), evenOvertaken } as const;
      return query.get("again") === "yes" ? { ...replay, again: true } : replay;
    }
    case "approve":
    case "refuse": {
      const runId = query.get("id");
      return { kind, code: needed(query, "code"), ...(runId === null ? {} : { runId }) };
    }
    case "release":
    case "erase":
      return { kind, contact: needed(query, "contact") };
    case "pause":
    case "unpause":
      return { kind, scope: scopeOf(needed(query, "scope")) };
    case "enable":
      return {
        ...{ kind, ruleId: needed(query, "rule"), inShadow: query.get("shadow") === "yes" },
        canary: percentOf(query.get("canary")),
      };
    case "disable":
      return { kind, ruleId: needed(query, "rule") };
    case "promote":
      return { kind, ruleId: needed(query, "rule"), canary: percentOf(query.get("canary")) };
    default:
      throw new EngineError("USAGE", "This address names nothing that can be decided: its kind is missing or unknown.");
  }
}

const PARAMETERS: readonly string[] = [
  ...["kind", "back", "id", "all", "rule", "code", "connection", "since", "wasDone", "from", "newVersion"],
  ...["evenOvertaken", "contact", "scope", "shadow", "canary", "again"],
];

function selectionOf(query: URLSearchParams): AddressedSelection {
  const ids = query.getAll("id");
  const all = query.get("all");
  const isNarrowed = ["rule", "code", "connection", "since"].some((name) => query.has(name));
  // An address that lost its ids on the way must not mean everything.
  if (ids.length === 0 && all === null && !isNarrowed) throw new EngineError("USAGE", NOTHING_CHOSEN);
  const since = query.get("since");
  const sinceAt = since === null ? null : parseInstant(since);
  if (since !== null && sinceAt === null)
    throw new EngineError("USAGE", "since of this address is no time with its zone.");
  return {
    ids: ids.length === 0 ? null : ids,
    only: all === "runs" || all === "events" ? all : null,
    ruleId: query.get("rule"),
    code: query.get("code"),
    connection: query.get("connection"),
    since: sinceAt,
    ...(query.get("evenOvertaken") === "yes" ? { evenOvertaken: true } : {}),
  };
}

const NOTHING_CHOSEN = "Nothing is chosen. Go back and tick the rows that are meant.";

function scopeOf(key: string): PauseScope {
  const [kind = "", ...rest] = key.split(":");
  const name = rest.join(":");
  if (kind === "all" && name === "") return { kind, name };
  if ((kind === "rule" || kind === "connection" || kind === "purpose") && name !== "") return { kind, name };
  throw new EngineError("USAGE", "scope of this address is none of all, rule:ID, connection:NAME and purpose:NAME.");
}

function percentOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new EngineError("USAGE", "canary of this address is no share of 1 to 99 percent.");
}

function needed(query: URLSearchParams, name: string): string {
  const value = query.get(name) ?? "";
  if (value === "") throw new EngineError("USAGE", `This address needs ${name}.`);
  return value;
}
