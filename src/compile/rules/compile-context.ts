import { formatDuration, parseDuration } from "../../core/base/duration.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { HistoryQuery } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { Path, SourceDocument } from "../yaml/document.ts";
import type { Findings } from "../yaml/findings.ts";
import type { RaisedEvents } from "./triggers/raised-events.ts";
import type { Soundness } from "./checks/soundness.ts";

/** What is known at one place of a rule while it is compiled. */
export interface CompileContext {
  readonly document: SourceDocument;
  readonly findings: Findings;
  readonly settings: Settings;
  /** Whether an `event_data` field that is not documented is an error. */
  readonly strict: boolean;
  /** How long events are kept, milliseconds; absent where nobody knows. */
  readonly eventsMs?: number;
  /** What rules of all files raise. */
  readonly raised: RaisedEvents;
  /** What of the file has the shape the schema wants. */
  readonly soundness: Soundness;
  /** Types of the event that can be at hand. */
  readonly eventTypes: readonly string[];
  /** Variables set before this place, each with what is written there; null where more than one thing, or none, is. */
  readonly vars: Map<string, JsonValue>;
  /** Variables that stand from this place on in the same mapping; absent where there are none. */
  readonly laterVars?: readonly string[];
  /** Data paths that conditions around this place make sure of; absent where there are none. */
  readonly assured?: readonly string[];
  /** Names of the items of the lists around this place, with the data path of each list where it is known. */
  readonly items: ReadonlyMap<string, { readonly list: string | null }>;
  /** The callbacks for which the rule waits, by name; of tests those of all rules. */
  readonly callbacks: ReadonlyMap<string, WrittenCallback>;
  /** Action by step id, of the steps before this place. */
  readonly steps: Map<string, string>;
  /** `event`: in `where`, only the event can be named; `handler`: in `on_error`, `error` too. */
  readonly part: "event" | "rule" | "vars" | "step" | "handler";
  /** Queries of the rule so far; conditions add theirs. */
  readonly histories: HistoryQuery[];
}

/** How a callback is waited for. */
export interface WrittenCallback {
  /** Whether for each item of a list. */
  readonly isInList: boolean;
  /** How many steps wait for it. */
  readonly waits: number;
}

/** What a name needs to be resolved. */
export type NameContext = Pick<CompileContext, "findings" | "settings">;

/** Name of a place in a rule, such as `do/0/choose/1`: the path in the file without file and rule. */
export function placeOf(path: Path): string {
  return path.slice(2).join("/");
}

/** Milliseconds that are looked back, with a warning where events are not kept so long. */
export function lookBackMs(text: string, path: Path, { eventsMs, findings }: CompileContext): number {
  const ms = durationMs(text);
  if (eventsMs !== undefined && ms > eventsMs) {
    const message = `events are kept for ${formatDuration(eventsMs)} (retention.events), so older ones are not counted`;
    const hint = "look back less far, or raise retention.events in heyrules.yaml";
    findings.warning({ code: "longer-than-kept", path, message, hint });
  }
  return ms;
}

/** Milliseconds of a duration that the schema accepted. */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === null) throw new Error(`the schema let the duration "${text}" through`);
  return ms;
}
