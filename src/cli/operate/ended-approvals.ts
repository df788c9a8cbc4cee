import { toIso, toSecond } from "../../show/text/instants.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { REMOVED } from "../../show/text/removed.ts";
import { formatTable } from "../../show/text/table.ts";
import type { EndedAs } from "../../core/model/trace.ts";
import { endedApprovals } from "../../show/views/ended-approvals.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import { checkRule } from "../read/runs.ts";
import type { ApprovalsQuery } from "./approvals.ts";
import { lookForProject } from "./project-in-force.ts";

/** `heyrules approvals ls --ended`: the texts that waited for a person and wait no more. */
export async function listEndedApprovals(
  context: CliContext,
  globals: GlobalOptions,
  { rule, limit, store: url, ended }: ApprovalsQuery & { readonly ended: EndedAs | null },
): Promise<ExitCode> {
  // What is in force at an engine elsewhere the files here do not tell: there the rules that fired lately are asked.
  const project = globals.url === null ? (await lookForProject(context, globals)).project : null;
  return withProjectStore(context, globals, url, async (store, zone, now) => {
    const found = await endedApprovals(store, { ended, rules: project?.rules ?? [], now });
    const fitting = found.approvals.filter(({ ruleId }) => rule === undefined || ruleId === rule);
    const approvals = fitting.slice(0, limit);
    const isMore = found.isMore || fitting.length > limit;
    if (approvals.length === 0 && rule !== undefined) await checkRule(context, globals, { store, rule });
    if (globals.json) {
      printJson(context, "approvals", { approvals: approvals.map((one) => ({ ...one, at: toIso(one.at) })), isMore });
      return EXIT.ok;
    }
    if (approvals.length === 0) {
      context.note(
        `No text was ${ended === null ? "approved, refused or left until it was too late" : PAST[ended]} lately.`,
      );
      return EXIT.ok;
    }
    const cells = approvals.map(({ at, runId, ruleId, contact, sentence, text }) => [
      ...[toSecond(at, zone), runId, ruleId, contact, printable(sentence)],
      shorten(text === null ? REMOVED : printable(text), 100),
    ]);
    const header = ["when", "run", "rule", "contact", "what became of it", "text"];
    for (const line of formatTable(cells, { header, ...context, whole: [1, 2], below: [5] })) context.out(line);
    if (isMore) context.note("There may be older ones: heyrules runs show RUN tells what became of the text of a run.");
    return EXIT.ok;
  });
}

const PAST: Readonly<Record<EndedAs, string>> = {
  approved: "approved",
  refused: "refused",
  late: "left until it was too late",
};
