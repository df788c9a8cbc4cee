import { EngineError } from "../../core/base/errors.ts";
import { phoneOfLane } from "../../core/model/source.ts";
import { readApprovalCode } from "../../core/run/approval-code.ts";
import { toDistance, toIso, toSecond } from "../../show/text/instants.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { maskLane, maskNumbers } from "../../show/text/redact.ts";
import { maskedText } from "../../show/text/masked.ts";
import { REMOVED } from "../../show/text/removed.ts";
import { formatTable } from "../../show/text/table.ts";
import type { WaitingText } from "../../show/views/approvals.ts";
import { waitingTexts } from "../../show/views/approvals.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { checkRule } from "../read/runs.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import type { WishOptions } from "./carry-out.ts";
import { carryOut } from "./carry-out.ts";
import { lookForProject } from "./project-in-force.ts";

/** What `approvals ls` is asked for. */
export interface ApprovalsQuery {
  readonly rule?: string;
  readonly limit: number;
  readonly store?: string;
}

/** `heyrules approvals ls`: the texts that wait for a person. */
export function listApprovals(context: CliContext, globals: GlobalOptions, options: ApprovalsQuery): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const waiting: WaitingText[] = [];
    for await (const text of waitingTexts(store, options.rule)) {
      if (waiting.length === options.limit) break;
      waiting.push(text);
    }
    const { rule } = options;
    if (waiting.length === 0 && rule !== undefined) await checkRule(context, globals, { store, rule });
    if (globals.json) {
      const approvals = waiting.map((one) =>
        approvalJson(
          {
            ...one,
            text: one.text && maskNumbers(one.text),
            keptBack: one.keptBack && maskedText(one.keptBack, phoneOfLane(one.lane)),
          },
          maskLane(one.lane),
        ),
      );
      printJson(context, "approvals", { approvals });
      return EXIT.ok;
    }
    if (waiting.length === 0) {
      context.note("No text waits for approval.");
      return EXIT.ok;
    }
    const isAnyKept = waiting.some(({ keptBack }) => keptBack !== null);
    const cells = waiting.map(({ code, ruleId, lane, askedAt, until, text, keptBack }) => [
      code,
      ruleId,
      maskLane(lane),
      toSecond(askedAt, zone),
      until === null ? "" : toDistance(until, now),
      ...(isAnyKept ? [keptBack === null ? "" : "kept back"] : []),
      shorten(maskNumbers(text === null ? REMOVED : printable(text)), 100),
    ]);
    const header = ["code", "rule", "contact", "asked", "until", ...(isAnyKept ? ["gate"] : []), "text"];
    for (const line of formatTable(cells, { header, ...context, whole: [0, 1], below: [header.length - 1] }))
      context.out(line);
    for (const { code, lane, keptBack } of waiting) {
      if (keptBack === null) continue;
      context.note(`${code} would not go out: ${printable(maskedText(keptBack, phoneOfLane(lane)))}.`);
    }
    context.note("heyrules approvals show CODE shows a text in full; approve CODE and refuse CODE decide of it.");
    return EXIT.ok;
  });
}

/** `heyrules approvals show CODE`: one text in full. */
export function showApproval(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly code: string; readonly store?: string },
): Promise<ExitCode> {
  const wanted = options.code.startsWith("run_") ? options.code : readApprovalCode(options.code);
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const found: WaitingText[] = [];
    for await (const text of waitingTexts(store)) if (text.code === wanted || text.runId === wanted) found.push(text);
    if (found.length === 0) {
      const message = `No text waits for approval by the code ${printable(wanted)}: heyrules approvals ls lists those that do.`;
      throw new EngineError("NOT_FOUND", message);
    }
    if (globals.json) {
      printJson(context, "approvals", { approvals: found.map((one) => approvalJson(one, one.lane)) });
      return EXIT.ok;
    }
    for (const { code, runId, ruleId, lane, askedAt, until, text, keptBack } of found) {
      context.out(`code     ${code}`);
      context.out(`rule     ${ruleId}, run ${runId}`);
      context.out(`contact  ${printable(lane)}`);
      context.out(`asked    ${toSecond(askedAt, zone)}`);
      if (until !== null) context.out(`until    ${toSecond(until, zone)} (${toDistance(until, now)})`);
      if (keptBack !== null) context.out(`gate     would not go out: ${printable(keptBack)}`);
      context.out("");
      for (const line of (text ?? REMOVED).split("\n")) context.out(`  ${printable(line)}`);
    }
    return EXIT.ok;
  });
}

/** `heyrules approvals approve CODE` and `approvals refuse CODE`. */
export async function decideApproval(
  context: CliContext,
  globals: GlobalOptions,
  options: WishOptions & { readonly kind: "approve" | "refuse"; readonly code: string },
): Promise<ExitCode> {
  const { kind, code } = options;
  const atHand = await lookForProject(context, globals);
  return carryOut(context, { ...options, globals, atHand }, { kind, code });
}

function approvalJson({ code, runId, ruleId, askedAt, until, text, keptBack }: WaitingText, contact: string): object {
  return { code, runId, ruleId, contact, askedAt: toIso(askedAt), until: toIso(until), text, keptBack };
}
