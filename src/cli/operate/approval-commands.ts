import type { Command } from "commander";
import type { EndedAs } from "../../core/model/trace.ts";
import { ENDED_AS } from "../../core/model/trace.ts";
import { createChoice } from "../choice.ts";
import type { ProgramParts } from "../read/read-commands.ts";
import { LIMIT_OPTION, readLimit, STORE_OPTION } from "../read/read-commands.ts";
import type { ApprovalsQuery } from "./approvals.ts";
import type { WishOptions } from "./carry-out.ts";

/** However they ended. */
const ANY_END = "any";

/** Adds the commands by which a person looks at texts that wait for approval, and decides of them. */
export function addApprovals(
  approvals: Command,
  { context, globals, finish, asWish }: ProgramParts & { readonly asWish: (command: Command) => Command },
): void {
  approvals
    .command("ls")
    .description("list the texts that wait, the newest first; numbers are masked")
    .option("--rule <id>", "only of this rule")
    .addOption(
      createChoice("--ended [how]", "those that wait no more, or those of them that ended so", [
        ...ENDED_AS,
        ANY_END,
      ]).preset(ANY_END),
    )
    .option(...LIMIT_OPTION, readLimit, 20)
    .option(...STORE_OPTION)
    .action(async ({ ended, ...options }: ApprovalsQuery & { readonly ended?: EndedAs | typeof ANY_END }) => {
      if (ended === undefined) {
        const { listApprovals } = await import("./approvals.ts");
        finish(await listApprovals(context, globals(), options));
        return;
      }
      const { listEndedApprovals } = await import("./ended-approvals.ts");
      finish(await listEndedApprovals(context, globals(), { ...options, ended: ended === ANY_END ? null : ended }));
    });
  approvals
    .command("show")
    .description("show one text in full, as it goes out when it is approved")
    .argument("<code>", "its code, or the id of its run")
    .option(...STORE_OPTION)
    .action(async (code: string, options: { readonly store?: string }) => {
      const { showApproval } = await import("./approvals.ts");
      finish(await showApproval(context, globals(), { code, ...options }));
    });
  for (const [kind, what] of [
    ["approve", "let a text go out as it was shown; the send gate is asked all the same"],
    ["refuse", "never let a text go out; its run goes on with the steps for that"],
  ] as const) {
    asWish(approvals.command(kind))
      .description(what)
      .argument("<code>", "its code, or the id of its run")
      .action(async (code: string, options: WishOptions) => {
        const { decideApproval } = await import("./approvals.ts");
        finish(await decideApproval(context, globals(), { kind, code, ...options }));
      });
  }
}
