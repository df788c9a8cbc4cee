import { count, flag, instant, listOf, named, oneOf, orNull, record, text } from "../schema.ts";

/** Schemas of how the engine stands, by name. */
export const SYSTEM_SCHEMAS = {
  System: record("How the engine stands.", {
    version: text("Release of the engine."),
    node: text("Version of Node."),
    startedAt: instant("When this process began to answer."),
    pauses: listOf(named("Pause"), "What is paused."),
    connections: listOf(
      record("A remote.", {
        name: text("`heymarket`, or a connection by name."),
        isPaused: flag("A person has paused it."),
        breaker: orNull(
          oneOf(["closed", "open", "probing"], "`open`: nothing is called there; null before the first call."),
        ),
        shutOut: orNull(
          text("Why nothing is called there though it answers, such as that it refuses our credentials; else null."),
        ),
        newestCall: orNull(
          oneOf(
            ["answered", "failed"],
            "How the newest call of this process has ended; null before the first one has.",
          ),
        ),
        newestCallAt: orNull(instant("When that was.")),
        callsLeft: orNull(count("Calls that its rate lets start now.")),
      }),
      "Each.",
    ),
    checks: listOf(
      record("What the engine needs in order to work.", {
        name: text("Such as `store`."),
        isWell: flag(
          "It is as it must be, for people, as `check` of what needs attention has it: false, too, of `rules` while the files as they stand are not in force (the last good version goes on), and of `engines` while others on the store go by something else. Those two do not keep deliveries from being taken: whether traffic may go here is for `/readyz` to say.",
        ),
        detail: text("What there is to say of it; may be empty."),
      }),
      "As they stand now.",
    ),
    room: orNull(
      record("Room of the store, bytes; null for one without a file.", {
        stored: count("Of its file and the log beside it."),
        free: count("Left on its disk."),
      }),
    ),
    sources: listOf(
      record("Where events come from.", {
        name: text("As the configuration names it; `default` for webhooks at the address without a name."),
        lastEventAt: orNull(instant("When one last did.")),
        isDry: flag("Nothing that comes of its events leaves."),
      }),
      "Each.",
    ),
    schedules: listOf(
      record("A rule that a schedule starts.", {
        ruleId: text("Its id."),
        nextAt: orNull(instant("When it is due next.")),
      }),
      "Each.",
    ),
    nextDueAt: orNull(instant("When the engine has something to do next, now when that is at once; null for never.")),
    backlog: record("What is not done yet.", {
      lanesWaiting: count("Contacts with an event that is not yet evaluated."),
      oldestNewAt: orNull(instant("When the oldest of those events was received.")),
      eventsParked: count("Events that could not be evaluated."),
      runs: record(
        "Runs that are not over, by status.",
        Object.fromEntries(["ready", "waiting", "queued", "sending", "parked"].map((name) => [name, count(name)])),
      ),
    }),
    rules: listOf(
      record("A rule in force.", {
        id: text("Its id."),
        version: text("Hash of what it says."),
        file: text("Where it stands."),
        line: count("From 1."),
      }),
      "Those of the files, in their order.",
    ),
    ownRules: listOf(text("Id."), "The engine's own rules, which stand in no file and are in force, too."),
  }),
  Doctor: record("What heyrules doctor would say of the engine.", {
    isUnderWay: flag("The checks are being made."),
    last: orNull(
      record("As they were made last; null when they were not since the start.", {
        at: instant("When."),
        problem: orNull(text("Why they could not be made; null when they were.")),
        checks: listOf(
          record("A check.", {
            name: text("Such as `credentials`, as `heyrules doctor` names it."),
            status: oneOf(["ok", "warning", "failed", "skipped"], "`skipped`: it could not be made."),
            message: text("What was found, or why it matters."),
            details: listOf(text("A line."), "May be empty."),
            next: orNull(text("What to do.")),
          }),
          "In the order of the command.",
        ),
      }),
    ),
  }),
} as const;
