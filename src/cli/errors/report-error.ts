import { CommanderError } from "commander";
import { EngineError } from "../../core/base/errors.ts";
import type { ErrorCode } from "../../core/base/errors.ts";
import type { ExitCode, Surroundings } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { FindingsError } from "./findings-error.ts";
import { reportFindings } from "./report-findings.ts";
import { RefusedDeliveryError } from "./refused-delivery-error.ts";
import { namePlacesInSource } from "./source-places.ts";

/**
 * The exit code for what a command threw, after it was told: as text on standard error, or `asJson` as one object on
 * standard output. What commander throws it has written itself, as text, or the help instead.
 */
export function reportError(context: Surroundings, error: unknown, { asJson }: { readonly asJson: boolean }): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.ok;
    if (asJson) printError(context, "USAGE", usageMessage(error));
    else if (isHelp(error)) context.note(context.style.red(`\n${usageMessage(error)} [USAGE]`));
    return EXIT.usage;
  }
  if (error instanceof EngineError) {
    const found = error instanceof FindingsError ? error : null;
    if (asJson) printError(context, error.code, error.message, detailsOf(error));
    else {
      if (found !== null) reportFindings(context, found);
      context.note(context.style.red(`${error.message} [${error.code}]`));
    }
    return exitCodeOf(error.code);
  }
  context.note(error instanceof Error ? namePlacesInSource(error.stack ?? error.message) : String(error));
  if (asJson) printError(context, "INTERNAL", error instanceof Error ? error.message : String(error));
  return exitCodeOf("INTERNAL");
}

function printError(context: Surroundings, code: ErrorCode, message: string, details: object = {}): void {
  printJson(context, "error", { error: { code, message }, ...details });
}

/** What stands in JSON beside the error. */
function detailsOf(error: EngineError): object {
  if (error instanceof RefusedDeliveryError) return error.report;
  return error instanceof FindingsError ? { diagnostics: error.diagnostics, problems: error.problems } : {};
}

function usageMessage(error: CommanderError): string {
  if (isHelp(error)) return "This command takes another one; --help lists them.";
  return error.message.replace(/^error: /, "");
}

/** Whether commander has printed the help, since no command was given. */
function isHelp({ code }: CommanderError): boolean {
  return code === "commander.help";
}

/** The exit code of a command that ends with an error; README.md and docs/errors.md have the same. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  switch (code) {
    case "CONFIG_INVALID":
    case "RULES_INVALID":
    case "PORT_IN_USE":
    case "CANNOT_LISTEN":
    case "PROJECT_UNWRITABLE":
    case "FILE_UNUSABLE":
      return EXIT.config;
    case "RECORD_UNREADABLE":
    case "STORE_BROKEN":
    case "STORE_BUSY":
    case "STORE_INCOMPLETE":
    case "STORE_LOCKED":
    case "STORE_MISSING":
    case "STORE_UNAVAILABLE":
    case "STORE_VERSION":
      return EXIT.store;
    case "REMOTE_REFUSED":
    case "REMOTE_UNREACHABLE":
      return EXIT.remote;
    case "NOT_FOUND":
    case "OUTPUT_LOST":
    case "CAPTURE_DIFFERS":
    case "INTERNAL":
      return EXIT.checkFailed;
    case "USAGE":
      return EXIT.usage;
  }
}
