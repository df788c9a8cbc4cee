import { isJsonObject } from "../../base/json.ts";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import { StepError } from "../../base/step-error.ts";
import type { EffectRequests, EffectSpecs } from "../../model/ruleset/action.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition, Phrase, RenderContext } from "../definition.ts";
import { quote, words } from "../definition.ts";
import { nonEmptyText } from "../heymarket/message-parts.ts";

/** What a CRM knows of the contact's number. */
export const crm: ActionDefinition<"crm"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["matched", "created", "ids"],
  render: (spec, context) => {
    const { phone } = context.contact;
    if (phone === null) throw new StepError("the event names no number, so there is nobody to look for in the CRM");
    const text = (source: string): string => context.text(source);
    return {
      connection: spec.connection,
      phone,
      at: context.text(HAPPENED),
      date: dayOf(context),
      create: spec.create,
      several: spec.several,
      set: fieldsOf(context.value(spec.set)),
      tags: { add: spec.tags.add.map(text), remove: spec.tags.remove.map(text) },
      opt_out: optOutOf(spec.optOut, context),
      note: spec.note === null ? null : nonEmptyText(context.text(spec.note)),
    };
  },
  describeSpec: ({ connection, optOut, set, tags, note }) => [
    words(`crm ${connection}:`),
    words(wordsOf({ optOut, set, tags }).join(", ")),
    ...noteOf(note),
  ],
  describeRequest: ({ connection, phone, opt_out: optOut, set, tags, note }) => [
    words(`crm ${connection}`),
    { kind: "payload", value: phone },
    words(wordsOf({ optOut, set, tags }).join(", ")),
    ...(Object.keys(set).length === 0 ? [] : [{ kind: "payload" as const, value: set }]),
    ...noteOf(note),
  ],
};

const HAPPENED = "{{ event.at }}";

/** The day of the organisation on which the event happened, `YYYY-MM-DD`. */
function dayOf(context: RenderContext): string {
  const at = context.instant(HAPPENED) ?? context.now;
  return context.isoInZone(at, context.settings.timezone).slice(0, "YYYY-MM-DD".length);
}

function fieldsOf(value: JsonValue): JsonObject {
  return isJsonObject(value) ? value : {};
}

function optOutOf(optOut: EffectSpecs["crm"]["optOut"], context: RenderContext): EffectRequests["crm"]["opt_out"] {
  const value = typeof optOut === "string" ? context.value(optOut) : optOut;
  if (value === null || typeof value === "boolean") return value;
  throw new StepError("`opt_out` came out as something else than true or false");
}

function wordsOf(change: Pick<EffectSpecs["crm"], "optOut" | "set" | "tags">): readonly string[] {
  const { optOut, set, tags } = change;
  const names = Object.keys(set);
  return [
    ...(optOut === null ? [] : [`opt_out ${optOut}`]),
    ...(names.length === 0 ? [] : [`set ${names.join(" ")}`]),
    ...[...tags.add.map((name) => `+${name}`), ...tags.remove.map((name) => `-${name}`)],
  ];
}

function noteOf(note: string | null): readonly Phrase[] {
  return note === null ? [] : [words("note:"), quote(note)];
}
