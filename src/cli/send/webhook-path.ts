import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";

/** The path at which a source of Heymarket is received. */
export function heymarketPath(source: string): string {
  return source === DEFAULT_SOURCE ? "/webhooks/heymarket" : `/webhooks/heymarket/${encodeURIComponent(source)}`;
}

/** The path at which a source of another system is received. */
export function outsidePath(source: string): string {
  return `/webhooks/${encodeURIComponent(source)}`;
}
