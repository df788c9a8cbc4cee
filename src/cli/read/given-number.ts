import { readConfig } from "../../config/config.ts";
import { EngineError } from "../../core/base/errors.ts";
import { readFullNumber, readTypedNumber } from "../../core/base/phone.ts";
import { printable } from "../../show/text/printable.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { readDevState } from "../dev/dev-state.ts";

/**
 * The number that a command is given, E.164: with its country code, or as people of the `country` of heyrules.yaml write it.
 *
 * @throws EngineError USAGE when it is neither, or nothing says of which country it is; `what` names where it was given.
 */
export async function givenNumber(
  context: CliContext,
  globals: GlobalOptions,
  { text, what }: { readonly text: string; readonly what: string },
): Promise<string> {
  const full = readFullNumber(text);
  if (full !== null) return full;
  const country = await configuredCountry(context, globals);
  const phone = readTypedNumber(text, country);
  if (phone !== null) return phone;
  const none = `${what}: "${printable(text)}" is no number with country code, such as +15105550100`;
  const why = country === null ? "no heyrules.yaml says of which country it is otherwise" : `and none of ${country}`;
  throw new EngineError("USAGE", `${none}, ${country === null ? "and " : ""}${why}.`);
}

async function configuredCountry({ environment }: CliContext, globals: GlobalOptions): Promise<string | null> {
  const dev = readDevState(globals);
  if (dev !== null) return dev.settings.country;
  try {
    const { named } = await readConfig({ file: globals.config, environment, requireSecrets: false });
    return named?.settings.country ?? null;
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}
