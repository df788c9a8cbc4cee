import type { RunRow } from "../../e2e/ledger.ts";
import type { Evidence, Finding } from "./evidence.ts";
import { countBy, repeated, sentences } from "./evidence.ts";

/** I2: every run is at an end or parked; I3: one run for each event and rule that fires; I5: a lane's events were evaluated in the order of the inbox. */
export function checkRuns(evidence: Evidence): Finding {
  const { sent, rows } = evidence;
  const runs = evidence.awaitedMissing ? rows.runs : withoutMissing(evidence);
  const eventOf = new Map(rows.events.map((row) => [row.delivery, row.id]));
  const counts = countBy(runs, ({ event, rule }) => `${event} ${rule}`);
  const wanted = sent
    .filter(({ acks }) => acks.length > 0)
    .flatMap(({ id, wish }) =>
      (wish === "price" ? ["forward", "answer"] : ["forward"]).map((rule) => `${eventOf.get(id) ?? ""} ${rule}`),
    );
  const duplicated = repeated(counts);
  return {
    figures: { "duplicate runs": duplicated.length },
    violations: [
      ...sentences(
        "I2 runs not done and not parked",
        runs.filter(({ status }) => !["done", "stopped", "parked"].includes(status)),
      ),
      ...sentences("I3 more than one run of a rule on an event", duplicated),
      ...sentences(
        "I3 events without the run they should have",
        wanted.filter((key) => !counts.has(key)),
      ),
      ...sentences("I5 evaluated out of order", disordered(runs)),
    ],
  };
}

function disordered(runs: readonly RunRow[]): readonly RunRow[] {
  const newest = new Map<string, number>();
  return runs.filter(({ lane, rule, eventSeq }) => {
    const before = newest.get(`${lane} ${rule}`) ?? 0;
    newest.set(`${lane} ${rule}`, Math.max(before, eventSeq));
    return eventSeq < before;
  });
}

/** The runs, of which those whose text was looked for and not found so far count as parked: they rest until the next look. */
function withoutMissing({ rows }: Evidence): readonly RunRow[] {
  const missing = new Set(rows.effects.filter(({ status }) => status === "unknown").map(({ run }) => run));
  return rows.runs.map((run) => (run.status === "queued" && missing.has(run.id) ? { ...run, status: "parked" } : run));
}
