import { StepError } from "../../base/step-error.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { words } from "../definition.ts";
import type { EffectRequests } from "../../model/ruleset/action.ts";
import type { Contact } from "../../model/contact.ts";
import { outdated, withWrittenTags } from "../../model/contact-record.ts";

/** Tags on the contact: in our mirror with the transaction that plans it, in Heymarket by a call. */
export const tag: ActionDefinition<"tag"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: null,
  inner: {
    isAll: (spec) => !spec.inHeymarket,
    contactAfter: (contact, { spec: { inLocal, inHeymarket }, request, now }) => {
      if (!inHeymarket) return inLocal ? withLocalTags(contact, request) : contact;
      return outdated(inLocal ? withWrittenTags(contact, request, now) : contact, now);
    },
  },
  render: (spec, context) => {
    const { phone } = context.contact;
    if (phone === null && spec.inHeymarket) {
      throw new StepError("the event names no number, so there is no contact to tag");
    }
    const text = (source: string): string => context.text(source);
    return { phone, add: spec.add.map(text), remove: spec.remove.map(text) };
  },
  describeSpec: ({ add, remove }) => [
    words(["tag", ...add.map((name) => `+${name}`), ...remove.map((name) => `-${name}`)].join(" ")),
  ],
  describeRequest: ({ add, remove }) => [words(["tag", ...listed("add", add), ...listed("remove", remove)].join(" "))],
};

function withLocalTags(contact: Contact, { add, remove }: EffectRequests["tag"]): Contact {
  return { ...contact, tags: [...new Set([...contact.tags.filter((name) => !remove.includes(name)), ...add])] };
}

function listed(verb: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${verb} ${names.join(", ")}`];
}
