import { PAST_FORMS } from "../../../core/time/past.ts";
import { count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";
import type { Schema } from "../schema.ts";

const SCOPE = {
  kind: oneOf(["all", "rule", "connection", "purpose"], "Of what nothing goes out."),
  name: text("Id of the rule, name of the connection or purpose; empty for everything."),
};

const WISH = {
  by: text(
    "Who wants it, for the audit, which puts `API: ` before it. With a login of the dashboard it is who logged in.",
    { minLength: 1, maxLength: 80 },
  ),
  reason: { ...orNull(text("Why, for the audit.", { maxLength: 1000 })), default: null },
};

const IDS = listOf(text("Whole id."), "Which.");

/** An operation of these kinds with these members. */
function operation(kinds: readonly string[], description: string, members: Readonly<Record<string, Schema>>): Schema {
  const optional = Object.entries(members).filter(([name, schema]) => name === "seen" || "default" in schema);
  const made = record(
    description,
    { kind: oneOf(kinds, "What is to be done."), ...members },
    optional.map(([name]) => name),
  );
  return { ...made, additionalProperties: false };
}

const WRITES = "For engines whose configuration says `admin: { write: rules }`; the others refuse it.";

const RULE = {
  ruleId: text("The rule.", { minLength: 1 }),
  seen: text("`seen` of the plan: refused when the file has changed since. Without it the file may be any.", {
    pattern: "^[0-9a-f]{64}$",
  }),
};

const CANARY = {
  ...orNull({ type: "integer", minimum: 1, maximum: 99, description: "Share of contacts, in percent." }),
  default: null,
} as const;

/** Schemas of what people may change, by name. */
export const PEOPLE_SCHEMAS = {
  AuditEntry: record("What a person did.", {
    id: text("`aud_…`; sorts by time."),
    at: instant("When."),
    by: text("Who, as given; `API: …` for a program."),
    deed: text("What was done.", { examples: ["retry"] }),
    target: record("To what.", {
      kind: oneOf(["run", "event", "contact", "sending", "rule", "store"], "What it is."),
      id: text("Its id; a contact is named by its masked number."),
    }),
    reason: orNull(text("Why.")),
    text: text("What was done, as a sentence without text and number of a customer."),
  }),
  Pause: record("What goes out no more.", {
    ...SCOPE,
    since: instant("Since when."),
    by: text("Who paused it."),
    reason: orNull(text("Why.")),
  }),
  Selection: {
    ...record(
      "Which runs, and events with them: those named, or all that fit everything given.",
      {
        ids: { ...orNull(listOf(text("Whole id."), "Only these; null for all that fit the rest.")), default: null },
        only: { ...orNull(oneOf(["runs", "events"], "Only runs, or only parked events.")), default: null },
        ruleId: { ...orNull(text("Only of this rule.")), default: null },
        code: { ...orNull(text("Only those that failed with this code.")), default: null },
        connection: {
          ...orNull(text("Only those whose call of this connection failed; `heymarket` is one.")),
          default: null,
        },
        since: {
          ...orNull(text(`Only those made since: ${PAST_FORMS}.`)),
          default: null,
        },
        evenOvertaken: flag("For a retry: also those whose contact says something else by now.", { default: false }),
      },
      ["ids", "only", "ruleId", "code", "connection", "since", "evenOvertaken"],
    ),
    additionalProperties: false,
  },
  Operation: {
    description: "What a person wants done to what is stored.",
    oneOf: [
      named("TreatMany"),
      named("Resolve"),
      named("Resume"),
      named("Replay"),
      named("DecideApproval"),
      named("ChangeContact"),
      named("ChangePause"),
      named("EnableRule"),
      named("DisableRule"),
      named("PromoteRule"),
    ],
    type: "object",
    required: ["kind"],
  },
  TreatMany: operation(
    ["retry", "drop", "cancel"],
    "Has runs that failed or are parked, and parked events, tried once more; leaves it at that; or ends runs that have not ended.",
    {
      which: named("Selection"),
    },
  ),
  Resolve: operation(["resolve"], "Says whether the effect of a parked run was done, which nobody knew.", {
    runId: text("The run."),
    wasDone: flag("It was done."),
  }),
  Resume: operation(["resume"], "Has a run that failed or is parked go on.", {
    runId: text("The run."),
    from: {
      ...orNull(text("At this step, by id or place such as do/1; null for behind the one that failed.")),
      default: null,
    },
    onNewVersion: flag("By the rule as it is in force now.", { default: false }),
    evenOvertaken: flag("Also one whose contact says something else by now.", { default: false }),
  }),
  Replay: operation(["replay"], "Has events evaluated once more by the rules in force.", {
    eventIds: IDS,
    ruleId: { ...orNull(text("Only by this rule.")), default: null },
    evenOvertaken: flag("Also those whose contact says something else by now.", { default: false }),
    again: flag("Also those that were replayed for the same rules within a minute, or still are.", { default: false }),
  }),
  DecideApproval: operation(["approve", "refuse"], "Lets a text go out that waits for approval, or not.", {
    code: text("Its code, or the id of its run."),
  }),
  ChangeContact: operation(
    ["release", "erase"],
    "Lets rules text a contact again who was held; or deletes all of a contact but what forbids texting them.",
    {
      phone: text("Number with country code.", { examples: ["+15105550100"] }),
    },
  ),
  ChangePause: operation(["pause", "unpause"], "Lets nothing of a scope go out, or lets it go again.", {
    scope: { ...record("Of what.", SCOPE), additionalProperties: false },
  }),
  EnableRule: operation(["enable"], `Writes into the file of a rule that it is on. ${WRITES}`, {
    ...RULE,
    inShadow: flag("That it is in shadow instead: it decides and records, and does nothing.", { default: false }),
    canary: CANARY,
  }),
  DisableRule: operation(["disable"], `Writes into the file of a rule that it is off. ${WRITES}`, RULE),
  PromoteRule: operation(["promote"], `Writes the next state of a rule into its file. ${WRITES}`, {
    ...RULE,
    canary: CANARY,
  }),
  FileChange: record("How a file becomes another one.", {
    file: text("Its path, as the engine was given it."),
    line: count("Where it changes, from 1."),
    diff: listOf(text("A line of a unified diff."), "What changes."),
    seen: text("SHA-256 of the file as it is, hex."),
  }),
  ContactQuestion: {
    ...record("Of whom something is asked.", {
      phone: text("Number with country code.", { examples: ["+15105550100"] }),
    }),
    additionalProperties: false,
  },
  RevealedContact: record("A contact by the whole number.", { phone: text("E.164 with plus sign.") }),
  Wish: { ...record("Who wants something, and why.", WISH, ["by", "reason"]), additionalProperties: false },
  OperationRequest: {
    ...record(
      "What is wanted, and who wants it.",
      {
        operation: named("Operation"),
        isPlan: flag("Only tell what would be done. Ask so first."),
        ...WISH,
      },
      ["by", "reason"],
    ),
    additionalProperties: false,
  },
  OperationReport: record("What became of a wish, or would.", {
    isPlan: flag("Nothing was done yet."),
    done: count("How many were done, or would be."),
    refused: count("How many could not be."),
    texts: count("Texts that go out by it at once, as far as that can be told before."),
    people: count("How many people those texts go to."),
    repeats: count("Texts that their people may have had already, and may get once more."),
    textsAhead: count(
      "Texts that runs may come to behind those, at most: of branches that exclude each other those of one, of a list as many as it has items or may have.",
    ),
    items: listOf(
      record(
        "What became of one thing: one of `does` and `refused` is the end of a sentence.",
        {
          kind: oneOf(["run", "event", "contact", "sending", "rule"], "What it is."),
          id: text("Its id."),
          ruleId: orNull(text("Of its rule.")),
          contact: orNull(text("Masked number.")),
          calledAs: text("What Heymarket's record, else events call the contact; absent when nothing says a name."),
          does: orNull(text("What it does.")),
          refused: orNull(text("Why not.")),
          holds: count("Of the plan of a pause: how many runs under way wait for its end."),
          waits: text("Of what is set going: what is paused that keeps it back; absent when nothing does.", {
            examples: ["everything is paused"],
          }),
          fileChange: named("FileChange"),
        },
        ["calledAs", "fileChange", "holds", "waits"],
      ),
      "The first of them, at most 200.",
    ),
  }),
} as const;
