import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureAcks } from "./acks.ts";
import { measureAuthoring } from "./authoring.ts";
import { measureEndToEnd } from "./end-to-end.ts";
import { EVENTS, fillStore } from "./fill-store.ts";
import { measureHistory } from "./ack-history.ts";
import { measureMatching } from "./matching.ts";
import { measureStart } from "./start.ts";
import { measureFeedback } from "./feedback.ts";
import { formatTable, show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { measureAll } from "./measuring.ts";
import type { Benchmarks } from "./measuring.ts";
import { drawPlot } from "./plot.ts";
import { measurePages } from "./pages.ts";
import { measurePeers } from "./peers.ts";
import { measurePostgres } from "./postgres.ts";
import { measureRecovery } from "./recovery.ts";
import { measureSimulator } from "./simulator.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { store: { type: "string" }, plots: { type: "string" } },
});

const BENCHMARKS: Benchmarks = {
  acks: measureAcks,
  peers: measurePeers,
  matching: measureMatching,
  "end-to-end": measureEndToEnd,
  postgres: measurePostgres,
  history: measureHistory,
  pages: () => measurePages(values.store ?? "sqlite"),
  start: measureStart,
  recovery: measureRecovery,
  simulator: measureSimulator,
  feedback: measureFeedback,
  authoring: measureAuthoring,
};

const [command, file, events] = positionals;
if (command === "fill" && file !== undefined)
  await fillStore(urlOf(file), events === undefined ? EVENTS : Number(events));
else await measure(positionals);

function urlOf(fileOrUrl: string): string {
  return /^(?:sqlite|postgres):/.test(fileOrUrl) ? fileOrUrl : `sqlite:${fileOrUrl}`;
}

/** Prints the figures of the benchmarks with these names, or of all, and what failed. */
async function measure(chosen: readonly string[]): Promise<void> {
  const startedAt = performance.now();
  const { figures, failures } = await measureAll(BENCHMARKS, chosen);
  const [cpu] = cpus();
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GB`;
  const seconds = show((performance.now() - startedAt) / 1_000);
  const date = new Date().toISOString().slice(0, 10);
  const where = `${date}, Node ${process.version}, ${process.platform}, ${machine}`;
  console.log(`${where}; measured in ${seconds} s.\n`);
  console.log(formatTable(figures));
  if (values.plots !== undefined) drawAll(figures, { folder: values.plots, where });
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
}

/** Writes what figures look like into a folder. */
function drawAll(
  figures: readonly Figure[],
  { folder, where }: { readonly folder: string; readonly where: string },
): void {
  mkdirSync(folder, { recursive: true });
  for (const { plot } of figures)
    if (plot !== undefined) writeFileSync(join(folder, `${plot.file}.svg`), drawPlot(plot, where));
}
