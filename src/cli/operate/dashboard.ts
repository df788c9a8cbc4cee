import { dashboardLink } from "../../app/operator/operator.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { existingStoreUrl } from "../read/open-project-store.ts";

/** `heyrules dashboard`: prints an address that lets its reader into the dashboard of the running engine, once. */
export async function printDashboardLink(
  context: CliContext,
  globals: GlobalOptions,
  { store }: { readonly store?: string },
): Promise<ExitCode> {
  const url = await dashboardLink(await existingStoreUrl(context, globals, store, "For"));
  if (globals.json) printJson(context, "dashboard", { url });
  else {
    context.out(url);
    context.note("It lets you in once, within ten minutes.");
  }
  return EXIT.ok;
}
