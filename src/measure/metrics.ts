import { ALARM_KINDS } from "../core/alarm/alarm.ts";
import { DELIVERY_OUTCOMES } from "../core/model/delivery.ts";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Seconds: a call to a remote takes from milliseconds to the longest timeout. */
const CALL_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const FAST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const BATCH_WRITES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Everything that is measured, in a registry of its own; docs/metrics.md has the same table. */
export type Metrics = ReturnType<typeof createMetrics>;

/** The metrics of one engine, each at nothing. Label values must be bounded (`createBoundedLabel`). */
export function createMetrics() {
  const registry = new Registry();
  return { registry, ...createCounters(registry), ...createDistributions(registry), ...createGauges(registry) };
}

function createCounters(registry: Registry) {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `heyrules_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  /** Of which every value is known: each begins at 0, since an alert sees what a series grows by and not what it begins with. */
  const counterOf = (name: string, help: string, label: string, values: readonly string[]) => {
    const counts = counter<string>(name, help, [label]);
    for (const value of values) counts.inc({ [label]: value }, 0);
    return counts;
  };
  return {
    deliveries: counter("deliveries_total", "Deliveries by source and what became of them.", ["source", "outcome"]),
    events: counter("events_total", "Events that were stored, by source and type.", ["source", "type"]),
    evaluations: counter("evaluations_total", "Verdicts of rules on events.", ["rule", "outcome"]),
    runs: counter("runs_total", "Runs that came to an end, or were parked for a person.", ["rule", "status"]),
    effects: counter("effects_total", "Effects that came to an end.", ["action", "outcome"]),
    attempts: counter("attempts_total", "Attempts of effects, by how they ended.", ["action", "outcome"]),
    retries: counter("retries_total", "Attempts of effects after the first.", ["action"]),
    gate: counter("send_gate_decisions_total", "What the send gate said before a text.", ["decision", "guard"]),
    texts: counter("texts_total", "Texts to contacts that came to an end.", ["rule", "outcome"]),
    arrivals: counterOf(
      "text_deliveries_total",
      "What Heymarket reported of texts of ours.",
      "outcome",
      DELIVERY_OUTCOMES,
    ),
    alarms: counterOf("alarms_total", "Alarms raised, told or not.", "kind", ALARM_KINDS),
    reloads: counterOf("reloads_total", "Reloads that were asked for.", "outcome", ["done", "refused"]),
  };
}

function createDistributions(registry: Registry) {
  const histogram = <Label extends string>(
    name: string,
    { help, buckets, labelNames = [] }: Distribution & { readonly labelNames?: readonly Label[] },
  ) =>
    new Histogram({
      ...{ name: `heyrules_${name}`, help, buckets: [...buckets] },
      ...{ labelNames: [...labelNames], registers: [registry] },
    });
  return {
    deliverySeconds: histogram("delivery_duration_seconds", {
      help: "From the head of a delivery to its answer.",
      buckets: FAST_SECONDS,
    }),
    remoteSeconds: histogram("remote_request_duration_seconds", {
      help: "Calls to Heymarket and connections.",
      buckets: CALL_SECONDS,
      labelNames: ["destination", "method", "outcome"],
    }),
    commitWrites: histogram("store_commit_batch_size", { help: "Writes in one transaction.", buckets: BATCH_WRITES }),
    commitSeconds: histogram("store_commit_duration_seconds", {
      help: "Time of one transaction, its sync included.",
      buckets: FAST_SECONDS,
    }),
  };
}

function createGauges(registry: Registry) {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `heyrules_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  return {
    alarmsOpen: gauge("alarms_open", "What needs somebody now.", ["kind"]),
    breaker: gauge("destination_breaker_state", "1 for the state a destination is in.", ["destination", "state"]),
    callsLeft: gauge("destination_calls_available", "Attempts that the rate lets start now.", ["destination"]),
    lanesWaiting: gauge("lanes_waiting", "Contacts with an event that is not yet evaluated."),
    oldestAge: gauge(
      "oldest_unevaluated_event_age_seconds",
      "Age of the oldest event not yet evaluated, 0 without one.",
    ),
    eventsParked: gauge("events_parked", "Events that could not be evaluated."),
    runsOpen: gauge("runs_open", "Runs that are not over.", ["status"]),
    storeBytes: gauge("store_size_bytes", "Size of a store in a file, with the log beside it."),
    freeBytes: gauge("store_disk_free_bytes", "Room on the disk of a store in a file."),
    build: gauge("build_info", "1, with what runs.", ["version", "node_version"]),
    paused: gauge("paused", "What people have paused, and not resumed.", ["kind"]),
    rules: gauge("rules_loaded", "Rules of files in force."),
    rulesAt: gauge("rules_loaded_timestamp_seconds", "When the rules in force were loaded."),
    lastEventAt: gauge("last_event_timestamp_seconds", "When an event of a source was stored last.", ["source"]),
    checkOk: gauge("check_ok", "1 while a check of /readyz passes.", ["check"]),
  };
}

/** What a histogram is about. */
interface Distribution {
  readonly help: string;
  readonly buckets: readonly number[];
}

/** Has the registry measure the process too: memory, processor, event loop, handles. */
export function measureProcess({ registry }: Pick<Metrics, "registry">): void {
  collectDefaultMetrics({ register: registry });
}
