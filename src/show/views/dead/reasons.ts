import type { RunErrorCode } from "../../../core/model/run/answer.ts";

/** Why something failed, in a few words. */
export function reasonOf(code: string): string {
  if (Object.hasOwn(WORDS, code)) return WORDS[code as RunErrorCode];
  const [, status] = /^http_(\d{3})$/.exec(code) ?? [];
  return status === undefined ? `was refused as ${code}` : `was answered with status ${status}`;
}

/** Whether a code is one that the engine gives, or of a status; any other is a word of some remote. */
export function isEngineCode(code: string): boolean {
  return Object.hasOwn(WORDS, code) || /^http_\d{3}$/.test(code);
}

const WORDS: Readonly<Record<RunErrorCode, string>> = {
  blocked_number: "went to a number that is blocked in Heymarket",
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
  unsubscribed_number: "went to a number that has opted out",
};
