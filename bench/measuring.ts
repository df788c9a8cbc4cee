import { messageOf } from "../src/core/base/errors.ts";
import type { Figure } from "./figure.ts";

/** What measures something, by the name it is chosen with. */
export type Benchmarks = Readonly<Record<string, () => Promise<readonly Figure[]>>>;

/** What came of benchmarks. */
export interface Measured {
  readonly figures: readonly Figure[];
  /** Which of them failed and why, each as a line. */
  readonly failures: readonly string[];
}

/** Runs the benchmarks with these names, or all, one after the other; one that fails takes no figure of another with it. */
export async function measureAll(benchmarks: Benchmarks, chosen: readonly string[]): Promise<Measured> {
  const figures: Figure[] = [];
  const failures: string[] = [];
  for (const [name, figuresOf] of Object.entries(benchmarks)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    process.stderr.write(`${name}…\n`);
    try {
      figures.push(...(await figuresOf()));
    } catch (error) {
      failures.push(`${name} failed: ${messageOf(error)}`);
    }
  }
  return { figures, failures };
}
