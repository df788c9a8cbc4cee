import type { RunErrorCode } from "../../../core/model/run.ts";

/** Why something failed, in a few words, and the heading of docs/errors.md that tells of it; both null for a code of a remote's own. */
export function reasonOf(code: string): { readonly words: string; readonly heading: string | null } {
  if (Object.hasOwn(WORDS, code)) return { words: WORDS[code as RunErrorCode], heading: code };
  const [, status] = /^http_(\d{3})$/.exec(code) ?? [];
  if (status !== undefined) return { words: `was answered with status ${status}`, heading: "http_STATUS" };
  return { words: `was refused as ${code}`, heading: null };
}

const WORDS: Readonly<Record<RunErrorCode, string>> = {
  contact_not_found: "found no record of the contact",
  engine_error: "failed by a fault of the engine",
  forbidden_address: "would have called an address that is not allowed",
  gave_up: "did not get through in all its attempts",
  invalid_request: "was refused as written",
  not_configured: "lacks a setting",
  not_renderable: "could not fill in its template",
  outcome_unknown: "may have gone out; nobody knows",
  several_matches: "found several records of the contact",
  step_failed: "was failed by its rule",
  too_many_tags: "found more tags than Heymarket takes",
  unknown_connection: "names a connection that is not there",
  unknown_name: "names something Heymarket does not have",
  unreadable_answer: "got an answer nobody can read",
};
