import { hasPostgresPrograms, startCluster } from "../helpers/postgres-cluster.ts";
import type { PostgresCluster } from "../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, FaultReport, Skipped } from "./fault.ts";

/** What is chosen for one run of a fault. */
export type Choice = Pick<FaultPlan, "store" | "seed" | "size" | "processes">;

/** Runs faults, one after the other, on one PostgreSQL server. */
export interface FaultRunner {
  /** Runs a fault to its end and clears everything away; never rejects. */
  readonly run: (fault: Fault, choice: Choice) => Promise<FaultReport | Skipped>;
  /** Clears away what is under way, and the server. */
  readonly close: () => Promise<void>;
}

/** A runner without a server as long as none is needed. */
export function createFaultRunner(): FaultRunner {
  let cluster: PostgresCluster | null = null;
  let ends: (() => unknown)[] = [];
  const clear = async (): Promise<void> => {
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) await end();
  };
  return {
    run: async (fault, choice) => {
      if (choice.store === "postgres" && !hasPostgresPrograms()) {
        return { skipped: "there is no PostgreSQL server here to be started" };
      }
      ends = [];
      const plan: FaultPlan = {
        ...choice,
        cluster: async () => (cluster ??= await startCluster()),
        atEnd: (end) => ends.unshift(end),
      };
      const report = await runToReport(fault, plan);
      await clear();
      return report;
    },
    close: async () => {
      await clear();
      cluster?.stop();
      cluster = null;
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
