import { createHealth } from "../../admin/health.ts";
import { createMetricsPage } from "../../admin/metrics.ts";
import type { MetricsText } from "../../admin/metrics.ts";
import { createReadiness } from "../readiness.ts";
import { createEngineWatch } from "../../measure/engine-watch.ts";
import type { Difference } from "../../core/alarm/instance.ts";
import type { EngineWatch } from "../../measure/engine-watch.ts";
import { setGauges } from "../../measure/look-around.ts";
import { createLate } from "../../measure/late.ts";
import type { Metrics } from "../../measure/metrics.ts";
import { openSpans } from "../../measure/spans.ts";
import type { Pause } from "../../core/model/decision.ts";
import type { RuleCount } from "../../core/model/ruleset/rule-count.ts";
import type { DestinationState, StoreRoom } from "../../ports/measures.ts";
import type { HealthCheck, Readiness } from "../../ports/health.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Clock } from "../../ports/system.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import { VERSION } from "../../version.ts";

/** What operators of an engine look at. */
export interface Operations {
  /** How the engine stands. */
  readonly readiness: Readiness;
  /** Answers `/livez`, `/healthz` and `/readyz`; to be mounted at the root of a listener. */
  readonly health: ReturnType<typeof createHealth>;
  /** How the remotes stand with this process. */
  readonly destinationStates: () => readonly DestinationState[];
  /** Room of a store that has a file; else null. */
  readonly room: () => Promise<StoreRoom | null>;
  /** Answers with the metrics; for the admin listener only. */
  readonly metricsPage: ReturnType<typeof createMetricsPage>;
  /** Counts a reload that put so many rules in force. */
  readonly reloaded: (rules: RuleCount) => void;
  /** Counts a reload that was refused, and keeps why until one succeeds. */
  readonly reloadRefused: (problem: string) => void;
  /** Why the files as they stand are not in force; null when they are. */
  readonly reloadProblem: () => string | null;
  /** In what other engines on the store go by something else; null when they do not. */
  readonly difference: () => Difference | null;
}

/** What they are shown from. */
export interface OperationsParts {
  readonly store: Pick<Store, "check" | "backlog" | "listEvents">;
  readonly clock: Clock;
  /** Rules in force at first. */
  readonly rules: RuleCount;
  /** Why a write failed, until one has succeeded a while after it; null for none. */
  readonly storeFailure: () => Error | null;
  /** Whether there is room for new events, and nothing is broken. */
  readonly canTake: () => boolean;
  readonly room: () => Promise<StoreRoom | null>;
  readonly destinationStates: () => readonly DestinationState[];
  readonly isClockTrusted: () => boolean;
  readonly isSilent: () => boolean;
  readonly isStopping: () => boolean;
  readonly pauses: () => readonly Pause[];
  /** How the engines on the store stand to each other. */
  readonly checks: () => readonly HealthCheck[];
  readonly difference: () => Difference | null;
}

/** The watch of one engine, and what is made of what it sees. */
export interface AppWatch extends EngineWatch {
  /** Loads what counts: deliveries do not wait for it. */
  readonly loadAhead: () => void;
  readonly operations: (parts: OperationsParts) => Operations;
}

/** What is counted before the counters are there: that of some seconds, with every connection busy. */
const MOST_UNCOUNTED = 100_000;

async function loadMetrics(): Promise<Metrics & { readonly measureProcess: () => void }> {
  const { createMetrics, measureProcess } = await import("../../measure/metrics.ts");
  const metrics = createMetrics();
  metrics.build.set({ version: VERSION, node_version: process.version }, 1);
  return {
    ...metrics,
    measureProcess: () => {
      measureProcess(metrics);
    },
  };
}

/** A watch over an engine that is about to start; it draws spans when an OpenTelemetry SDK is there. */
export async function openAppWatch(): Promise<AppWatch> {
  const metrics = createLate(loadMetrics, MOST_UNCOUNTED);
  const spans = await openSpans({ clock: SYSTEM_CLOCK, version: VERSION });
  const watch = createEngineWatch({ metrics, spans, clock: SYSTEM_CLOCK });
  return {
    ...watch,
    loadAhead: () => {
      // Whoever asks for the metrics is told what is wrong.
      void metrics.load().catch(() => undefined);
    },
    operations: (parts) => {
      const { store, clock, room, destinationStates, isSilent, difference, pauses } = parts;
      let rules = { count: parts.rules, loadedAt: clock.now(), refusedAt: null as number | null };
      const readiness = createReadiness({ ...parts, rules: () => rules });
      let reloadProblem: string | null = null;
      let isProcessMeasured = false;
      const read = async (): Promise<MetricsText> => {
        const loaded = await metrics.load();
        // Not before somebody asks: it observes the event loop and the collector from then on.
        if (!isProcessMeasured) loaded.measureProcess();
        isProcessMeasured = true;
        const [backlog, kept, checks] = await Promise.all([store.backlog(), room(), readiness()]);
        const known = { destinations: destinationStates(), isSilent: isSilent(), pauses: pauses() };
        setGauges(loaded, { backlog, room: kept, checks, rules, now: clock.now(), ...known });
        return { contentType: loaded.registry.contentType, text: await loaded.registry.metrics() };
      };
      return {
        ...{ readiness, destinationStates, room, difference },
        health: createHealth({ readiness, version: VERSION }),
        metricsPage: createMetricsPage(read),
        reloaded: (count) => {
          metrics.use(({ reloads }) => {
            reloads.inc({ outcome: "done" });
          });
          rules = { count, loadedAt: clock.now(), refusedAt: null };
          reloadProblem = null;
        },
        reloadRefused: (problem) => {
          metrics.use(({ reloads }) => {
            reloads.inc({ outcome: "refused" });
          });
          rules = { ...rules, refusedAt: clock.now() };
          reloadProblem = problem;
        },
        reloadProblem: () => reloadProblem,
      };
    },
  };
}
