import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Draft } from "./draft.ts";

/** A rule in force as a draft: alone, or, where it is made from a blueprint, with the file it stands in. Null gives the start of a new one. */
export function draftOfRule(
  rule: Rule | null,
  files: readonly { readonly file: string; readonly text: string }[],
): Draft {
  if (rule === null) return { yaml: NEW_RULE, file: null };
  const whole = files.find(({ file }) => file === rule.file);
  const isFromBlueprint = rule.place.file !== undefined;
  if (rule.source !== undefined && !isFromBlueprint)
    return { yaml: `version: 1\nrules:\n${rule.source.trimEnd()}\n`, file: null };
  return whole === undefined ? { yaml: NEW_RULE, file: null } : { yaml: whole.text, file: whole.file };
}

const NEW_RULE = `version: 1
rules:
  answer-prices:
    on: message_recieved
    if: { text: { words: [price, prices, cost] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Thanks for asking! Our prices are at example.com/prices." }
`;
