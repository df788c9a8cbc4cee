import type { JsonObject } from "../../core/base/json.ts";
import type { Rule } from "../../core/model/rule.ts";
import type { Settings } from "../../core/model/settings.ts";
import type { Store } from "../../ports/store.ts";
import type { Logger } from "../../ports/system.ts";
import { awaitEvent } from "../demo/await-event.ts";
import type { EventOutcome } from "../demo/await-event.ts";
import type { CliContext } from "../context.ts";
import { formatEvaluation } from "../../show/explain.ts";
import { formatOptState } from "../../show/opt-state.ts";
import { printable, printableJson } from "../../show/printable.ts";

/** What events are evaluated by now. */
export interface InForce {
  readonly store: Store;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
}

const SETTLE_MS = 5_000;

/**
 * A log for a developer's eyes: each delivery becomes a block on standard output, in the order of arrival, as soon as the
 * engine is done with it. Trouble goes to standard error, the rest is dropped.
 */
export function createArrivalLog(
  context: CliContext,
  parts: {
    readonly inForce: () => InForce | null;
    /** What the clock of `dev` shows. */
    readonly describeNow: () => string;
    /** Called with each event that is printed. */
    readonly onPrinted: (outcome: EventOutcome) => void;
  },
): Logger {
  const complain = (fields: JsonObject, message: string): void => {
    context.note(context.style.yellow(`${printable(message)} ${printableJson(fields)}`));
  };
  let printed = Promise.resolve();
  return {
    info: (fields, message) => {
      if (message !== "delivery") return;
      const receivedAt = parts.describeNow();
      printed = printed
        .then(() => describeArrival(context, parts, fields))
        .then(([head = "", ...lines]) => {
          context.out([`${receivedAt} ${head}`, ...lines.map((line) => `  ${line}`), ""].join("\n"));
        })
        .catch((error: unknown) => {
          complain({ error: error instanceof Error ? error.message : String(error) }, "what arrived cannot be shown");
        });
    },
    warn: complain,
    error: complain,
  };
}

/** A line on what arrived, and for a new event the lines on what became of it. */
async function describeArrival(
  context: CliContext,
  parts: { readonly inForce: () => InForce | null; readonly onPrinted: (outcome: EventOutcome) => void },
  { type, event, outcome }: JsonObject,
): Promise<readonly string[]> {
  const what = typeof type === "string" ? printable(type) : "a delivery";
  if (typeof event !== "string")
    return [context.style.red(`${what} refused: ${typeof outcome === "string" ? outcome : "unknown"}`)];
  if (outcome !== "accepted") return [`${what} delivered again: ${event} is known, nothing happens`];
  const inForce = parts.inForce();
  const found = inForce === null ? null : await awaitEvent((work) => work(inForce.store), event, SETTLE_MS);
  if (inForce === null || found === null) return [`${what} ${event}`];
  parts.onPrinted(found);
  const { phone } = found.record.event;
  const optState = phone === null ? null : await inForce.store.optStateOf(phone);
  return [
    ...formatEvaluation(context, { ...inForce, ...found, showsNumbers: true }),
    ...formatOptState(context, found.record.event, optState),
  ];
}
