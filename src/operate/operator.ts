import type { ActiveRules } from "../core/match/active-rules.ts";
import type { Store } from "../ports/store.ts";
import type { Operator, OperationItem, OperationRequest } from "../ports/operator.ts";
import type { Clock, Random } from "../ports/system.ts";
import { releaseContact } from "./contacts.ts";
import { pauseSending } from "./pausing.ts";
import { replayEvents } from "./replay.ts";
import { treatOne, treatRuns } from "./runs.ts";

/** What operations work with. */
export interface OperatorParts {
  readonly store: Store;
  /** The rules in force. */
  readonly activeRules: () => ActiveRules;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256, hex. */
  readonly digest: (text: string) => string;
  /** Told after something was done that the engine should look at. */
  readonly onDone: () => void;
}

/** One wish as every kind of it is treated. */
export type Wish = OperatorParts & Pick<OperationRequest, "isPlan" | "by" | "reason">;

const ITEMS_TOLD = 200;

/** An operator on a store: of the process that has it open for writing, or of a store that several share. */
export function createOperator(parts: OperatorParts): Operator {
  return {
    operate: async (request) => {
      const { isPlan, by, reason } = request;
      const items: OperationItem[] = [];
      let done = 0;
      let refused = 0;
      for await (const item of itemsOf({ ...parts, isPlan, by, reason }, request)) {
        if (item.refused === null) done += 1;
        else refused += 1;
        if (items.length < ITEMS_TOLD) items.push(item);
      }
      if (!isPlan && done > 0) parts.onDone();
      return { isPlan, done, refused, items };
    },
  };
}

function itemsOf(wish: Wish, { operation }: OperationRequest): AsyncIterable<OperationItem> {
  switch (operation.kind) {
    case "retry":
    case "drop":
    case "cancel":
      return treatRuns(wish, operation);
    case "resolve":
    case "resume":
      return treatOne(wish, operation);
    case "replay":
      return replayEvents(wish, operation);
    case "release":
      return releaseContact(wish, operation);
    case "pause":
    case "unpause":
      return pauseSending(wish, operation);
  }
}
