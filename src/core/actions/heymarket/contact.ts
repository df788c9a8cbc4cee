import { StepError } from "../../base/step-error.ts";
import type { JsonObject } from "../../base/json.ts";
import { isJsonObject } from "../../base/json.ts";
import { outdated } from "../../model/contact-record.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { words } from "../definition.ts";
import { renderedName } from "./message-parts.ts";

/** Fields of the contact: names and own fields in our mirror with the transaction that plans it, all in Heymarket by a call. */
export const contact: ActionDefinition<"contact"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: ["contact_id", "changed"],
  inner: {
    isAll: () => false,
    contactAfter: (before, { request: { first, last, custom }, now }) =>
      outdated(
        {
          ...before,
          first: first ?? before.first,
          last: last ?? before.last,
          custom: { ...before.custom, ...custom },
        },
        now,
      ),
  },
  render: ({ first, last, email, custom, assignee }, context) => {
    const { phone } = context.contact;
    if (phone === null) throw new StepError("the event names no number, so there is no contact to change");
    const text = (source: string | null): string | null => (source === null ? null : context.text(source));
    const values = context.value(custom);
    return {
      phone,
      first: text(first),
      last: text(last),
      email: emailOf(text(email)),
      custom: isJsonObject(values) ? values : {},
      assignee: assignee === null ? null : renderedName("members", assignee, context),
    };
  },
  describeSpec: (spec) => [words(`contact: set ${namesOf(spec).join(", ")}`)],
  describeRequest: ({ first, last, email, custom, assignee }) => [
    words("contact: set"),
    { kind: "payload", value: given({ first, last, email, ...custom, assignee }) },
  ],
};

function namesOf(set: { readonly custom: JsonObject } & Readonly<Record<string, unknown>>): readonly string[] {
  const fields = ["first", "last", "email", "assignee"].filter((name) => set[name] !== null);
  return [...fields, ...Object.keys(set.custom)];
}

function given(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

function emailOf(text: string | null): string | null {
  if (text === null || text.trim() === "" || isEmail(text.trim())) return text?.trim() ?? null;
  throw new StepError("`email` came out as no e-mail address");
}

/** Whether a text has the form of one e-mail address. */
export function isEmail(text: string): boolean {
  return text.length <= 254 && /^[^\s@,:;<>]+@[^\s@,:;<>]+\.[^\s@,:;<>]+$/.test(text);
}
