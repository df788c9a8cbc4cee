import type { Pause } from "../core/model/decision.ts";
import type { HealthCheck } from "../ports/health.ts";
import type { Backlog, DestinationState, StoreRoom } from "../ports/measures.ts";
import type { Metrics } from "./metrics.ts";

/** What is asked for when somebody asks for the metrics, and not before. */
export interface Looked {
  readonly backlog: Backlog;
  /** Null for a store without a file. */
  readonly room: StoreRoom | null;
  readonly destinations: readonly DestinationState[];
  readonly checks: readonly HealthCheck[];
  readonly isSilent: boolean;
  readonly pauses: readonly Pause[];
  readonly rules: { readonly count: { readonly ofFiles: number }; readonly loadedAt: number };
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Sets every gauge to how things stand. */
export function setGauges(metrics: Metrics, looked: Looked): void {
  const { backlog, room, destinations, checks, pauses, rules, now } = looked;
  metrics.lanesWaiting.set(backlog.lanesWaiting);
  metrics.oldestAge.set(backlog.oldestNewAt === null ? 0 : Math.max(0, (now - backlog.oldestNewAt) / 1_000));
  metrics.eventsParked.set(backlog.eventsParked);
  for (const [status, count] of Object.entries(backlog.runs)) metrics.runsOpen.set({ status }, count);
  if (room !== null) {
    metrics.storeBytes.set(room.stored);
    metrics.freeBytes.set(room.free);
  }
  // Those that a reload took away are gone.
  metrics.breaker.reset();
  metrics.callsLeft.reset();
  for (const { name: destination, breaker, callsLeft } of destinations) {
    for (const state of BREAKER_STATES) metrics.breaker.set({ destination, state }, state === breaker ? 1 : 0);
    metrics.callsLeft.set({ destination }, Math.min(callsLeft, Number.MAX_SAFE_INTEGER));
  }
  for (const { name: check, isWell } of checks) metrics.checkOk.set({ check }, isWell ? 1 : 0);
  for (const kind of PAUSE_KINDS) metrics.paused.set({ kind }, pauses.filter((pause) => pause.kind === kind).length);
  metrics.rules.set(rules.count.ofFiles);
  metrics.rulesAt.set(rules.loadedAt / 1_000);
  setOpenAlarms(metrics, looked);
}

function setOpenAlarms(
  { alarmsOpen }: Pick<Metrics, "alarmsOpen">,
  { backlog, destinations, checks, isSilent }: Looked,
): void {
  const isIll = (name: string): boolean => checks.some((check) => check.name === name && !check.isWell);
  alarmsOpen.set({ kind: "parked" }, backlog.runs.parked + backlog.eventsParked);
  alarmsOpen.set({ kind: "breaker" }, destinations.filter(({ breaker }) => breaker !== "closed").length);
  alarmsOpen.set({ kind: "disk" }, isIll("store") || isIll("disk") ? 1 : 0);
  alarmsOpen.set({ kind: "silence" }, isSilent ? 1 : 0);
}

const PAUSE_KINDS = ["all", "rule", "connection", "purpose"] as const;
const BREAKER_STATES = ["closed", "open", "probing"] as const;
