import type { PostgresCluster } from "../helpers/postgres-cluster.ts";

/** Where the engine keeps its records during a fault; `none` when no engine of ours runs. */
export type StoreKind = "sqlite" | "json" | "postgres" | "none";

/** How much is injected: what `npm test` has time for, or what says something about rare things. */
export type Size = "short" | "full";

/** What a fault is run with. */
export interface FaultPlan {
  readonly store: StoreKind;
  readonly seed: number;
  readonly size: Size;
  /** More than one process on the store where a fault can do with one; only for `postgres`. */
  readonly processes: number;
  /** A PostgreSQL server of our own, started when it is asked for first. */
  readonly cluster: () => Promise<PostgresCluster>;
  /** Registers what has to be ended, whatever happens; the last comes first. */
  readonly atEnd: (end: () => unknown) => void;
}

/** Names with what was counted or measured. */
export type Figures = Readonly<Record<string, number | string>>;

/** What a fault showed. */
export interface FaultReport {
  /** What was really done to the engine, counted. */
  readonly injected: Figures;
  readonly figures: Figures;
  /** Promises that were broken, as sentences; none is what a release needs. */
  readonly violations: readonly string[];
}

/** Why a fault cannot be injected on this machine. */
export interface Skipped {
  readonly skipped: string;
}

/** A fault of the catalogue. */
export interface Fault {
  readonly id: string;
  /** What happens to the engine. */
  readonly title: string;
  readonly stores: readonly StoreKind[];
  /** Whether nobody else may be on its PostgreSQL server. */
  readonly crashesServer?: boolean;
  readonly run: (plan: FaultPlan) => Promise<FaultReport | Skipped>;
}
