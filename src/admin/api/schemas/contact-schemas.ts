import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { anyObject, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";
import { RUN_STATUSES } from "./run-schemas.ts";

const OPT_STANDINGS: readonly OptStanding[] = ["out", "held", "in", "released"];
const OPT_STATE = oneOf(["out", "held", "in"], "Opted out; held for a person; opted in.");

/** Schemas of contacts and of who may be texted, by name. */
export const CONTACT_SCHEMAS = {
  OptState: record(
    "Whether a contact may be texted.",
    {
      contact: text("Masked number; a hash for one that was erased."),
      address: orNull(text("In lists: its name in URLs, which holds no number; null for one that was erased.")),
      state: OPT_STATE,
      reason: text("Why, in a sentence."),
      changedAt: instant("Since when."),
      optedOutAt: orNull(instant("Of the last opt-out that took effect.")),
      wrote: orNull(
        text(
          "In lists: what a held contact wrote that they are held for, numbers masked; null when that is not stored.",
        ),
      ),
    },
    ["address", "wrote"],
  ),
  Contact: record("What is known of a contact.", {
    address: text("Its name in URLs, which holds no number."),
    contact: orNull(text("Masked number.")),
    name: orNull(text("Heymarket's display name, else first and last name, else the name of the conversation.")),
    first: orNull(text("First name.")),
    last: orNull(text("Last name.")),
    tags: listOf(text("A tag."), "Those of Heymarket's record, and those that rules gave it."),
    timezone: orNull(text("IANA zone.")),
    owner: orNull(text("Id of the member who owns it.")),
    custom: anyObject("Custom fields of Heymarket's record by their titles, and those that rules wrote."),
    recordReadAt: orNull(instant("When Heymarket's record was read; null when it never was.")),
    optState: orNull(named("OptState")),
    optHistory: listOf(
      record("How they stood from a change on.", {
        standing: oneOf(OPT_STANDINGS, "Opted out; held for a person; opted in; released by a person."),
        at: instant("When it happened."),
        why: text("Why, in a sentence."),
      }),
      "The newest 50 changes of whether they may be texted, newest first; also the present state.",
    ),
    newestAt: orNull(instant("Of its newest event.")),
    events: listOf(named("EventSummary"), "The newest of its events."),
    timeline: listOf(
      record("Something that came, or went out to them or because of them to a connection.", {
        kind: oneOf(["event", "text", "call"], "Which of these."),
        isOut: flag("It went out, or tells of what did."),
        at: instant("When."),
        id: text("Of the event, or of the run of the text or call."),
        what: text("The type of the event, or the rule of the text or call."),
        outcome: orNull(
          record(
            "What became of the text or call, also of a text of which an event tells; of any other event, that it got no text and why, or could not be evaluated.",
            {
              tone: oneOf(["good", "quiet", "wait", "warn", "bad"], "How it is to be taken."),
              text: text("Such as `text sent, delivered` or `crm: http done`."),
            },
          ),
        ),
        words: orNull(text("What it said, numbers masked.")),
      }),
      "The newest first, at most 100. A text of a run has one row, whatever Heymarket tells of it, and so has any other text.",
    ),
    open: listOf(
      record("A run that has not ended.", {
        id: text("`run_…`."),
        ruleId: text("Its rule."),
        status: oneOf(RUN_STATUSES, "How it stands."),
        sentence: text("How it stands, and what it waits for."),
        code: orNull(text("Of the text of it that waits for a person.")),
        at: instant("When it was made."),
      }),
      "Of its newest events.",
    ),
  }),
};
