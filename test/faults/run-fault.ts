import { hasPostgresPrograms, startCluster } from "../helpers/postgres-cluster.ts";
import type { PostgresCluster } from "../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, FaultReport, Skipped } from "./fault.ts";

/** What is chosen for one run of a fault. */
export type Choice = Pick<FaultPlan, "store" | "seed" | "size" | "processes">;

/** Runs faults, which share one PostgreSQL server unless they crash it. */
export interface FaultRunner {
  /** Runs a fault to its end and clears everything away; never rejects. Several may run at once. */
  readonly run: (fault: Fault, choice: Choice) => Promise<FaultReport | Skipped>;
  /** Clears away what is under way, and the server. */
  readonly close: () => Promise<void>;
}

/** A runner without a server as long as none is needed. */
export function createFaultRunner(): FaultRunner {
  let shared: Promise<PostgresCluster> | null = null;
  const underWay = new Set<Ends>();
  return {
    run: async (fault, choice) => {
      if (choice.store === "postgres" && !hasPostgresPrograms()) {
        return { skipped: "there is no PostgreSQL server here to be started" };
      }
      const ends = createEnds();
      underWay.add(ends);
      let own: Promise<PostgresCluster> | null = null;
      const plan: FaultPlan = {
        ...choice,
        cluster: () => {
          if (fault.crashesServer !== true) return (shared ??= startCluster());
          own ??= startCluster().then((cluster) => {
            ends.addLast(cluster.stop);
            return cluster;
          });
          return own;
        },
        atEnd: ends.addFirst,
      };
      const report = await runToReport(fault, plan);
      await ends.run();
      underWay.delete(ends);
      return report;
    },
    close: async () => {
      for (const ends of underWay) await ends.run();
      (await shared)?.stop();
      shared = null;
    },
  };
}

/** What has to be ended, in its order. */
interface Ends {
  readonly addFirst: (end: () => unknown) => void;
  readonly addLast: (end: () => unknown) => void;
  /** Ends everything, each once. */
  readonly run: () => Promise<void>;
}

function createEnds(): Ends {
  const ends: (() => unknown)[] = [];
  return {
    addFirst: (end) => ends.unshift(end),
    addLast: (end) => ends.push(end),
    run: async () => {
      for (let end = ends.shift(); end !== undefined; end = ends.shift()) await end();
    },
  };
}

async function runToReport(fault: Fault, plan: FaultPlan): Promise<FaultReport | Skipped> {
  try {
    return await fault.run(plan);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { injected: {}, figures: {}, violations: [`could not be run to its end: ${reason}`] };
  }
}

/** A run in one line: what was injected, what was seen, and how many promises were broken. */
export function describeRun(fault: Fault, { store, seed }: Choice, report: FaultReport | Skipped): string {
  const name = `${fault.id} ${store === "none" ? "" : `${store} `}(${fault.title})`;
  if ("skipped" in report) return `${name}: skipped, ${report.skipped}`;
  const list = (figures: FaultReport["figures"]): string =>
    Object.entries(figures)
      .map(([what, value]) => `${what} ${value}`)
      .join(", ");
  const { injected, figures, violations } = report;
  return `${name}: injected ${list(injected)}; ${list(figures)}; seed ${seed}, violations ${violations.length}`;
}
