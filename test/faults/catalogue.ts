/** Where a fault that is not injected by the suite is shown to do no harm, or why it is not. */
export interface ShownElsewhere {
  readonly id: string;
  /** What happens to the engine. */
  readonly title: string;
  /** Tests as `file: name`, below `test/`; the name as far as it tells the test from others. */
  readonly tests: readonly string[];
  /** What is not shown by any test; null when nothing is missing. */
  readonly missing: string | null;
}

const shown = (id: string, title: string, tests: readonly string[], missing: string | null = null): ShownElsewhere => ({
  id,
  title,
  tests,
  missing,
});

/** The faults of the catalogue that have no file in `injected/`, in its order. */
export const SHOWN_ELSEWHERE: readonly ShownElsewhere[] = [
  shown(
    "F02",
    "the process dies at a named point",
    [
      "run/crash.test.ts: before the event is looked at",
      "run/crash.test.ts: after the evaluation, while its text stands in line",
      "run/crash.test.ts: with a text on the wire that can be looked up nowhere",
      "run/crash.test.ts: between two steps",
    ],
    "points within one write of a store, which F05, F06 and F13 meet at random",
  ),
  shown("F08", "a sync fails once", [
    "e2e/sync-failure.test.ts: a database whose log cannot be synced ends the engine",
    "e2e/sync-failure.test.ts: a JSON file that cannot be synced ends the engine",
  ]),
  shown(
    "F18",
    "a reader holds a snapshot for long",
    ["stores/sqlite/durability.test.ts: the log that grew while somebody read for long"],
    "nothing ends such a reader",
  ),
  shown("F22", "429 in storms", [
    "act/heymarket/heymarket-client.test.ts: a 429 pauses all callers for as long as it asks",
    "act/http/bucket.test.ts: a pause of one process holds the others back",
    "run/strangers.test.ts: a destination that asks for an hour is left alone for it",
    "act/http/retry-after.test.ts: Retry-After: $case",
  ]),
  shown("F24", "a remote fails for minutes, then is healthy", [
    "act/http/breaker.test.ts: open to probing: after 30 s one call is let through",
    "act/http/retry-load.test.ts: a destination that fails for everyone",
  ]),
  shown("F25", "slow, huge and broken answers", [
    "act/http/http-exchange.test.ts: a body of one byte at a time does not outlive the time limit",
    "act/http/http-exchange.test.ts: a body of 100 MB is read up to 256 kB",
    "act/http/http-exchange.test.ts: a gzip bomb is read up to 256 kB",
    "act/http/http-exchange.test.ts: a redirect is not followed",
    "act/http/http-exchange.test.ts: an answer that is no HTTP is unclear",
  ]),
  shown("F28", "late and reordered repeats", [
    "stores/contract/inbox.ts: the window counts from the delivery that was accepted",
    "stores/contract/inbox.ts: a duplicate of a STOP that arrives after START changes nothing",
  ]),
  shown("F31", "an event kills the evaluator", [
    "run/parked.test.ts: what the process has ended in three times is parked, and its lane goes on",
    "run/parked.test.ts: a fault of ours in a rule's condition is no verdict",
    "core/language/condition.test.ts: an expression that would take for ever, or all memory, is stopped",
  ]),
  shown("F32", "one destination blocks", [
    "run/strangers.test.ts: a destination that never answers takes a few attempts with it",
    "run/strangers.test.ts: a destination that fails is left alone after the first calls",
  ]),
  shown("F34", "a rolling restart over two releases", [
    "stores/postgres/versions.test.ts: an engine goes on, and another one of its release starts",
  ]),
  shown(
    "F35",
    "reloads under load",
    [
      "e2e/reload.test.ts: SIGHUP under load: every delivery is accepted",
      "e2e/reload.test.ts: SIGHUP after a broken edit leaves the last good version in force",
      "run/reload.test.ts: an evaluation that rules were replaced under is made again",
    ],
    "10,000 rules every 100 ms",
  ),
  shown("F36", "a rule is gone while its effects wait", [
    "run/reload.test.ts: let a run end whose rule is gone",
    "operate/pausing.test.ts: can be cancelled meanwhile",
  ]),
  shown(
    "F37",
    "the clock is set",
    [
      "run/clock-steps.test.ts: a wait, a retry and a paced call happen on time",
      "run/clock-steps.test.ts: what fell due while the machine slept is due at once",
      "run/steady-clock.test.ts: a correction of up to two seconds is followed and is no step",
    ],
    "one of several machines with another time",
  ),
  shown("F38", "changes of clocks in spring and autumn", [
    "core/time/calendar.test.ts: a calendar agrees with itself at every third hour of a year with two changes of clocks",
    "core/time/calendar.test.ts: a zone that does not exist is refused by name",
  ]),
  shown("F39", "long, short and many waits", [
    "run/ticker.test.ts: a ticker ticks once a second and beats every five",
    "act/http/pace.test.ts: a window longer than a timer can hold is waited out",
  ]),
  shown("F45", "deep and huge JSON", ["core/event/envelope.test.ts: the work for an event grows with its keys"]),
  shown("F46", "giant bodies", [
    "receive/hostile.test.ts: a body without end is answered 413, then cut off",
    "receive/hostile.test.ts: a body announced as too large is answered before it comes",
  ]),
  shown("F48", "slow clients", [
    "receive/server.test.ts: slow clients have seconds, not minutes",
    "receive/server.test.ts: 600 silent connections do not keep a good one out",
  ]),
  shown("F50", "wrong tokens", [
    "receive/verify.test.ts: an empty token is never accepted",
    "receive/receiver.test.ts: one wrong token in a list refuses all of it",
    "receive/receiver.test.ts: while a token is rotated both are accepted",
  ]),
  shown("F52", "patterns that explode", [
    "core/language/pattern.test.ts: a pattern that makes backtracking engines explode takes no time",
    "core/language/pattern.test.ts: only the first 4,096 characters of a text are read",
  ]),
  shown("F53", "hostile YAML", [
    "compile/yaml/document.test.ts: a file of 100,000 times %j is refused without harm",
    "compile/yaml/document.test.ts: every duplicate key is reported",
    "compile/yaml/document.test.ts: nesting is accepted up to the limit and refused beyond it",
  ]),
  shown("F54", "pollution of prototypes", [
    "core/event/envelope.test.ts: what a body says of prototypes stays data",
    "core/language/template.test.ts: names of a prototype that arrived as data are not read",
    "compile/yaml/document.test.ts: a key named __proto__ is an own property",
  ]),
  shown("F59", "scripts in what customers write", [
    "browser/hostile.test.ts: of 200 hostile texts in every field none runs, loads or leads anywhere",
  ]),
  shown("F60", "attacks on the dashboard", [
    "admin/door.test.ts: a page of another site that was led here by its own name is refused",
    "admin/door.test.ts: a form without the token of its session, or from another site, does nothing",
    "admin/door.test.ts: whoever guesses is stopped, and told to wait",
  ]),
  shown("F61", "10,000 rules", [
    "core/match/match-index.test.ts: of 10,000 rules only those are looked at that may fire",
    "core/match/admit.test.ts: at most 64 runs start on one event",
  ]),
  shown(
    "F65",
    "two processes on one file",
    [
      "e2e/start.test.ts: a second engine on the same store is refused with exit code 5",
      "stores/on-disk/process-lock.test.ts: a second opening is refused with the name of the file",
      "stores/postgres/versions.test.ts: a schema that a release cannot work on is refused",
    ],
    "a file on a network",
  ),
  shown("F66", "a soak", [], "`npm run soak` is one; two hours of it stand in bench/RESULTS.md"),
  shown("F70", "the package", [
    "e2e/package.test.ts: the tarball holds what runs, what is read and what is deployed with",
    "e2e/package.test.ts: installed into an empty folder it runs",
  ]),
];
