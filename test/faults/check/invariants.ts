import { checkCounts } from "./counts.ts";
import { checkCrm } from "./crm.ts";
import type { Evidence, Finding } from "./evidence.ts";
import { checkInbox } from "./inbox.ts";
import { checkRate } from "./rate.ts";
import { checkRemains } from "./remains.ts";
import { checkRuns } from "./runs.ts";
import { checkStops } from "./stops.ts";
import { checkTexts } from "./texts.ts";

const CHECKS: readonly ((evidence: Evidence) => Finding)[] = [
  checkInbox,
  checkRuns,
  checkCrm,
  checkTexts,
  checkStops,
  checkRate,
  checkRemains,
  checkCounts,
];

/** Compares what senders and remotes saw with what the store holds: I1 to I11, whatever was injected. */
export function checkInvariants(evidence: Evidence): Finding {
  const findings = CHECKS.map((check) => check(evidence));
  return {
    figures: Object.assign({}, ...findings.map(({ figures }) => figures)) as Finding["figures"],
    violations: findings.flatMap(({ violations }) => violations),
  };
}
