import { memoized } from "../../core/base/memo.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Run } from "../../core/model/run/run.ts";
import type { EndedAs, TraceEntry } from "../../core/model/trace.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { approvedText } from "../../core/run/link/approved-text.ts";
import type { Records } from "../../ports/store/store.ts";
import { printable } from "../text/printable.ts";
import { maskedText } from "../text/masked.ts";
import { maskLane } from "../text/redact.ts";
import { shownText } from "./approvals.ts";
import { calledAs } from "./contacts/called-as.ts";

/** A text that waited for a person and waits no more. */
export interface EndedApproval {
  readonly ended: EndedAs;
  /** When, epoch milliseconds. */
  readonly at: number;
  readonly runId: string;
  readonly ruleId: string;
  /** Masked number. */
  readonly contact: string;
  /** What Heymarket's record, else events call it; null when nothing says a name. */
  readonly calledAs: string | null;
  /** By whom and why: `refused by ann: too low`, `nobody approved it in time`. */
  readonly sentence: string;
  /** What it said, but for numbers and links; null when that was removed because it is old, or the run has come to a later text since. */
  readonly text: string | null;
}

/** Those that ended last. */
export interface EndedApprovals {
  /** The newest first. */
  readonly approvals: readonly EndedApproval[];
  /** Whether there may be more. */
  readonly isMore: boolean;
}

/** Texts that nobody approved in time since an instant. */
export interface LateApprovals {
  readonly count: number;
  readonly isMore: boolean;
  /** When the first of them became so, epoch milliseconds; null for none. */
  readonly oldestAt: number | null;
  /** Their runs, the newest first. */
  readonly runIds: readonly string[];
}

/** Where it is looked for: runs are found by their rule. */
type EndedStore = Pick<Records, "listRuns" | "tallies" | "ruleVersions">;

interface Ended {
  readonly run: Run;
  readonly entry: TraceEntry;
  readonly ended: EndedAs;
}

/** So many of the newest runs of each rule that asks for approval are looked at. */
const RUNS_LOOKED_AT = 200;
/** A page shows so many. */
const MOST_SHOWN = 50;
/** So long ago a rule may have fired that is not in force any more. */
const LATELY_MS = 14 * 86_400_000;
/** So many of these are looked at. */
const MOST_GONE = 20;

/** The texts that nobody approved in time since an instant, among the newest runs of each rule that asks for it. */
export async function lateApprovals(
  store: EndedStore,
  { since, ...asked }: { readonly since: number; readonly rules: readonly Rule[]; readonly now: number },
): Promise<LateApprovals> {
  const { found, cutAt } = await newestEnded(store, asked);
  const late = found.filter(({ ended, entry }) => ended === "late" && entry.at >= since);
  return {
    count: late.length,
    // Behind a run from before there is none, unless its text waited longer.
    isMore: cutAt !== null && cutAt >= since,
    oldestAt: late.at(-1)?.entry.at ?? null,
    runIds: [...new Set(late.map(({ run }) => run.id))],
  };
}

/** The texts that waited for a person and ended last, all or those that ended so. */
export async function endedApprovals(
  store: EndedStore & Pick<Records, "getRule" | "getContact">,
  {
    ended: wanted,
    ...asked
  }: { readonly ended: EndedAs | null; readonly rules: readonly Rule[]; readonly now: number },
): Promise<EndedApprovals> {
  const { found, cutAt } = await newestEnded(store, asked);
  const fitting = found.filter(({ ended }) => wanted === null || ended === wanted);
  const ruleOf = memoized((version: string) => store.getRule(version), MOST_SHOWN);
  const approvals = fitting.slice(0, MOST_SHOWN).map(async ({ run, entry, ended }): Promise<EndedApproval> => {
    const { id: runId, ruleId, lane } = run;
    const phone = phoneOfLane(lane);
    const text = textOf(run, entry, await ruleOf(run.ruleVersion));
    return {
      ...{ ended, at: entry.at, runId, ruleId },
      ...{ contact: maskLane(lane), calledAs: calledAs(await store.getContact(lane), phone) },
      sentence: ended === "late" ? "nobody approved it in time" : maskedText(printable(entry.text), phone),
      text: shownText({ text, lane }),
    };
  });
  return { approvals: await Promise.all(approvals), isMore: fitting.length > MOST_SHOWN || cutAt !== null };
}

/** All that ended among the newest runs of each rule that asks for approval, and when the youngest run was made behind which there are more. */
async function newestEnded(
  store: EndedStore,
  asked: { readonly rules: readonly Rule[]; readonly now: number },
): Promise<{ readonly found: readonly Ended[]; readonly cutAt: number | null }> {
  const pages = await Promise.all(
    (await askingRules(store, asked)).map((ruleId) => store.listRuns({ ruleId, limit: RUNS_LOOKED_AT })),
  );
  const found = pages.flatMap(({ rows }) =>
    rows.flatMap(({ run }) =>
      run.trace.flatMap((entry) => (entry.approval === undefined ? [] : [{ run, entry, ended: entry.approval }])),
    ),
  );
  const cut = pages.flatMap(({ rows, next }) => (next === null ? [] : [rows.at(-1)?.run.createdAt ?? 0]));
  return {
    found: found.sort((one, other) => other.entry.at - one.entry.at),
    cutAt: cut.length === 0 ? null : Math.max(...cut),
  };
}

/** Ids of the rules in force that ask for approval, and of those that did, fired lately and are not in force any more. */
async function askingRules(
  store: EndedStore,
  { rules, now }: { readonly rules: readonly Rule[]; readonly now: number },
): Promise<readonly string[]> {
  const fired = await store.tallies({ since: now - LATELY_MS, until: now + 1, what: ["fired"] });
  const inForce = new Set(rules.map(({ id }) => id));
  const gone = [...new Set(fired.map(({ subject }) => subject))].filter((id) => !inForce.has(id)).slice(-MOST_GONE);
  const asked = await Promise.all(
    gone.map(async (id) => ((await store.ruleVersions(id)).some(({ rule }) => asksForApproval(rule)) ? [id] : [])),
  );
  return [...rules.filter(asksForApproval).map(({ id }) => id), ...asked.flat()];
}

function asksForApproval({ program }: Rule): boolean {
  return program.some((step) => step.op === "await" && step.approves !== undefined);
}

/** What a text said that waited at a place of the rule; a later one of the same place has taken its variables. */
function textOf(run: Run, { path }: TraceEntry, rule: Rule | null): string | null {
  const cursor = rule?.program.findIndex((step) => step.op === "await" && step.path === path) ?? -1;
  const isOnly = run.trace.filter(({ asks, path: at }) => asks !== undefined && at === path).length === 1;
  return isOnly ? approvedText({ ...run, cursor }, rule).text : null;
}
