import { EngineError } from "../../core/base/errors.ts";
import { canonicalType, EVENT_TYPES } from "../../core/event/vocabulary.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { DevState } from "../dev/dev-state.ts";
import { unknownSource } from "../source-names.ts";
import type { HttpAnswer } from "./http.ts";

interface Wanted {
  readonly type: string | null;
  readonly source?: string;
}

interface Known extends Pick<Settings, "sources"> {
  /** Null when it goes to another engine, which may have other sources than heyrules.yaml. */
  readonly dev: DevState | null;
}

/** Checks the source of an event for `dev`. @throws EngineError USAGE for one that is not there. */
export function checkSource(wanted: Wanted, known: Known): void {
  const name = known.dev === null ? null : nameIn(wanted);
  if (name === null || namesOf(known).includes(name)) return;
  throw new EngineError("USAGE", unknownSource(name, namesOf(known)));
}

/** What may be said of a delivery that another engine has no address for; empty for every other answer. */
export function sourceHint(wanted: Wanted, { refused, ...known }: Known & { readonly refused: HttpAnswer }): string {
  const name = nameIn(wanted);
  if (refused.status !== 404 || name === null || namesOf(known).includes(name)) return "";
  return ` ${unknownSource(name, namesOf(known))}`;
}

/** The source that `--source` names, or the event of another system; null when none is named. */
function nameIn({ type, source }: Wanted): string | null {
  if (source !== undefined) return source;
  if (type?.includes(".") !== true || EVENT_TYPES.includes(canonicalType(type))) return null;
  return type.slice(0, type.indexOf("."));
}

function namesOf({ dev, sources }: Known): readonly string[] {
  return [...new Set([dev?.source ?? DEFAULT_SOURCE, ...Object.keys(sources)])];
}
