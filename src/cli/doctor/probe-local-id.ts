import { askLocalIdMode } from "../../app/doctor/questions.ts";
import type { LocalIdProbe } from "../../app/doctor/questions.ts";
import { EngineError } from "../../core/base/errors.ts";
import { printable } from "../../show/text/printable.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { givenNumber } from "../read/given-number.ts";
import { examineProject } from "./doctor-project.ts";

/** What the probe is asked for. */
export interface ProbeOptions {
  /** A number of one's own, as written. */
  readonly to?: string;
  readonly yes: boolean;
}

/**
 * `heyrules doctor --probe-local-id --to NUMBER`: sends a text twice under one `local_id` to a number of one's own, after
 * asking, and says what Heymarket made of the second. Exit code 4 when the first was not taken, 1 when nobody can tell.
 *
 * @throws EngineError USAGE without a number, or without a terminal and `--yes`; CONFIG_INVALID when nobody can be texted.
 */
export async function runLocalIdProbe(
  context: CliContext,
  globals: GlobalOptions,
  { to, yes }: ProbeOptions,
): Promise<ExitCode> {
  if (to === undefined) {
    throw new EngineError(
      "USAGE",
      "--probe-local-id texts a phone of your own: name it with --to, such as +15105550100.",
    );
  }
  const phone = await givenNumber(context, globals, { text: to, what: "the phone of your own; name it with --to" });
  const { named, access } = await examineProject(context, globals);
  const heymarket = access.value?.heymarket ?? null;
  const [inbox] = Object.entries(named?.settings.inboxes ?? {});
  const sender = named?.settings.sender ?? null;
  if (heymarket === null || inbox === undefined || sender === null) {
    const message =
      "Nothing was sent: credentials, an inbox and a sender must be configured; heyrules doctor says what is missing.";
    throw new EngineError("CONFIG_INVALID", message);
  }
  const [inboxName, inboxId] = inbox;
  const plan = `Two texts under one local_id go to ${phone} from inbox ${printable(inboxName)}; they count as any text does.`;
  if (!(await isWanted(context, globals, { plan, yes }))) return EXIT.checkFailed;
  const probe = await askLocalIdMode(heymarket, { phone, inboxId, creatorId: sender });
  if (globals.json) printJson(context, "local-id-probe", { ...probe, meaning: meaningOf(probe) });
  else for (const line of [verdictOf(probe), `  ${printable(probe.evidence)}`, meaningOf(probe)]) context.out(line);
  if (!probe.wasSent) return EXIT.remote;
  return probe.mode === null ? EXIT.checkFailed : EXIT.ok;
}

async function isWanted(
  context: CliContext,
  { json }: GlobalOptions,
  { plan, yes }: { readonly plan: string; readonly yes: boolean },
): Promise<boolean> {
  if (yes) return true;
  const { ask } = context;
  if (ask === null || json) throw new EngineError("USAGE", `Nothing was sent. ${plan} --yes does it.`);
  context.note(plan);
  if (/^y(es)?$/i.test((await ask("Send them? [y/N] ")).trim())) return true;
  context.note("Nothing was sent.");
  return false;
}

function verdictOf({ mode }: LocalIdProbe): string {
  switch (mode) {
    case "dedupes":
      return "dedupes: Heymarket sends one text for one local_id, and answers the repeat as the first";
    case "refuses":
      return "refuses: Heymarket sends one text for one local_id, and refuses the repeat";
    case "sends_twice":
      return "sends twice: Heymarket sends a text for every request, whatever its local_id";
    case null:
      return "nobody can tell what Heymarket does with a second text under one local_id";
  }
}

function meaningOf({ mode }: LocalIdProbe): string {
  switch (mode) {
    case "dedupes":
    case "refuses":
      return "must_arrive: a text that is sent again after its answer was lost arrives once, as long as Heymarket remembers the local_id. How long that is was not tried.";
    case "sends_twice":
    case null:
      return "must_arrive: a text that Heymarket carries out more than 15 minutes late may arrive twice, since it is sent again when the history does not show it by then.";
  }
}
