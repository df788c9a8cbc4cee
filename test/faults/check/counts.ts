import type { Evidence, Finding } from "./evidence.ts";
import { sentences } from "./evidence.ts";

/** I11: what the store counted by the hour is what its tables say, however its engines ended. */
export function checkCounts({ counts: { counted, held } }: Evidence): Finding {
  const keys = [...new Set([...counted.keys(), ...held.keys()])];
  const wrong = keys
    .map((key) => ({ key, counted: counted.get(key) ?? 0, held: held.get(key) ?? 0 }))
    .filter((one) => one.counted !== one.held);
  return {
    figures: { "counts that are wrong": wrong.length },
    violations: sentences(`I11 counts that differ from the tables, of ${keys.length}`, wrong),
  };
}
