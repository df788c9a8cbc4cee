import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { DeliveryObserver, DeliveryReport } from "../../../ports/delivery.ts";
import type { Store } from "../../../ports/store/store.ts";
import type { Logger } from "../../../ports/system.ts";
import type { Link } from "../../../core/run/link/link-token.ts";
import { linkLines } from "./dev-links.ts";
import { awaitEvent } from "../../demo/await-event.ts";
import type { EventWithRuns } from "../../demo/await-event.ts";
import type { CliContext } from "../../context.ts";
import { formatEvaluation } from "../../../show/records/explain/explain.ts";
import { formatOptState } from "../../../show/records/opt-state.ts";
import { printable } from "../../../show/text/printable.ts";

/** What events are evaluated by now. */
export interface InForce {
  readonly store: Store;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  /** The address of a link that a run gave out. */
  readonly urlOf: (link: Link) => string;
}

const SETTLE_MS = 5_000;

/**
 * Prints each delivery as a block on standard output, in the order of arrival, as soon as the engine is done with it.
 */
export function createArrivalPrinter(
  context: CliContext,
  parts: {
    readonly inForce: () => InForce | null;
    /** What the clock of `dev` shows. */
    readonly describeNow: () => string;
    /** Called with each event that is printed. */
    readonly onPrinted: (event: EventWithRuns) => void;
    readonly logger: Logger;
  },
): DeliveryObserver {
  let printed = Promise.resolve();
  return (report) => {
    const receivedAt = parts.describeNow();
    printed = printed
      .then(() => describeArrival(context, parts, report))
      .then(([head = "", ...lines]) => {
        context.out([`${receivedAt} ${head}`, ...lines.map((line) => `  ${line}`), ""].join("\n"));
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        parts.logger.error({ error: reason }, "what arrived cannot be shown");
      });
  };
}

/** A line on what arrived, and for a new event the lines on what became of it. */
async function describeArrival(
  context: CliContext,
  parts: { readonly inForce: () => InForce | null; readonly onPrinted: (event: EventWithRuns) => void },
  { type, eventId, outcome, path }: DeliveryReport,
): Promise<readonly string[]> {
  const where = path === undefined ? "" : ` at ${printable(path)}`;
  const what = type === null ? "a delivery" : printable(type);
  if (outcome === "repeated") return [`${what} called again: nothing happens`];
  if (eventId === null) return [context.style.red(`${what}${where} refused: ${outcome}`)];
  if (outcome !== "accepted") return [`${what} delivered again: ${eventId} is known, nothing happens`];
  const inForce = parts.inForce();
  const found = inForce === null ? null : await awaitEvent((work) => work(inForce.store), eventId, SETTLE_MS);
  if (inForce === null || found === null) return [`${what} ${eventId}`];
  const evaluated = [found, ...found.told];
  for (const one of evaluated) parts.onPrinted(one);
  const { phone, status } = found.record.event;
  const explained = evaluated.flatMap((one) => formatEvaluation(context, { ...inForce, ...one, showsNumbers: true }));
  // What the fake tells of each text: why no rule listens would be told of all of them.
  if (isSilentReport(found)) return [`${explained[0] ?? what}, ${printable(status ?? "")}`];
  const optState = phone === null ? null : await inForce.store.optStateOf(phone);
  const links = linkLines(found.runs, inForce);
  return [...explained, ...links, ...formatOptState(context, found.record.event, optState)];
}

/** Whether it only tells what became of a text of the engine, and no rule asked for that. */
function isSilentReport({ record, runs }: EventWithRuns): boolean {
  return record.event.author === "automation" && record.event.status !== null && runs.length === 0;
}
