import { optEventOf } from "../../model/opt-event.ts";
import { StepError } from "../../base/step-error.ts";
import { PATIENT } from "../attempts.ts";
import type { ActionDefinition } from "../definition.ts";
import { words } from "../definition.ts";

/** The contact out: in our store with the transaction that plans it, then in Heymarket. No action opts anybody in. */
export const optOut: ActionDefinition<"opt_out"> = {
  repeat: "safe",
  attempts: PATIENT,
  hasLocalId: false,
  results: [],
  inner: {
    isAll: () => false,
    contactAfter: (contact) => contact,
    raises: ({ tellsOnly }) => (tellsOnly === true ? null : "target_opt_out"),
    optChange: ({ spec, request: { phone }, effectId: cause, event: { source }, now, digest }) => {
      if (spec.tellsOnly === true) return null;
      const reason = "opted out by a rule";
      const noticed = { phone, state: "out", reason, inboxId: null, cause, source, isKnownToVendor: true } as const;
      return { phone, state: "out", at: now, undatedDigest: null, reason, told: optEventOf(noticed, { now, digest }) };
    },
  },
  optsOut: ({ phone }) => phone,
  render: (_spec, { contact: { phone } }) => {
    if (phone === null) throw new StepError("the event names no number, so there is nobody to opt out");
    return { phone };
  },
  describeSpec: () => [words("opt the contact out")],
  describeRequest: () => [words("opt the contact out")],
};
