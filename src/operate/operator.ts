import { memoized } from "../core/base/memo.ts";
import { knownOf } from "../core/model/contact-record.ts";
import type { Store } from "../ports/store/store.ts";
import { withoutNumbers } from "../core/base/phone.ts";
import type { Operator, OperationItem, OperationRequest } from "../ports/operator.ts";
import { EngineError } from "../core/base/errors.ts";
import { needsReason } from "../core/operate/needs-reason.ts";
import { decideApproval } from "./approvals.ts";
import { eraseContact, releaseContact, revealContact } from "./contacts.ts";
import type { Treated } from "./entry.ts";
import { pauseSending } from "./pausing.ts";
import { replayEvents } from "./replay/replay.ts";
import { treatOne, treatRuns } from "./runs.ts";
import { stageRule } from "./stage-rule.ts";
import type { OperatorParts, Wish } from "./wish.ts";

const ITEMS_TOLD = 200;

/** An operator on a store: of the process that has it open for writing, or of a store that several share. */
export function createOperator(parts: OperatorParts): Operator {
  return {
    operate: async (request, { onItem, signal } = {}) => {
      const { isPlan, by } = request;
      if (!isPlan) checkReason(request);
      // The audit is kept for good, also when the contact is erased.
      const reason = request.reason == null ? null : withoutNumbers(request.reason);
      const wish: Wish = { ...parts, isPlan, by, reason, ...(signal === undefined ? {} : { signal }) };
      const items: OperationItem[] = [];
      let done = 0;
      let refused = 0;
      let texts = 0;
      let repeats = 0;
      let textsAhead = 0;
      const people = new Set<string>();
      const nameOf = memoized(async (lane: string) => nameOfLane(parts.store, lane), ITEMS_TOLD);
      for await (const { item, lane, ...sends } of treated(wish, request)) {
        if (item.refused === null) done += 1;
        else refused += 1;
        texts += sends.textsTo.length;
        repeats += sends.repeats;
        textsAhead += sends.textsAhead;
        for (const phone of sends.textsTo) people.add(phone);
        if (items.length < ITEMS_TOLD) items.push(await withName(item, lane, nameOf));
        onItem?.({ done, refused });
      }
      if (!isPlan && done > 0) parts.onDone();
      return { isPlan, done, refused, texts, people: people.size, repeats, textsAhead, items };
    },
  };
}

/** A thing with what its contact is called, where that is known. */
async function withName(
  item: OperationItem,
  lane: string,
  nameOf: (lane: string) => Promise<string | null>,
): Promise<OperationItem> {
  const name = lane === "" ? null : await nameOf(lane);
  return name === null ? item : { ...item, calledAs: name };
}

/** A record that cannot be read has no name, and may be erased. */
async function nameOfLane(store: Pick<Store, "getContact">, lane: string): Promise<string | null> {
  const contact = await store.getContact(lane).catch(() => null);
  const name = contact === null ? null : knownOf(contact).name;
  return name === null ? null : withoutNumbers(name);
}

/** @throws EngineError USAGE when nobody says why. */
function checkReason({ operation: { kind }, reason }: OperationRequest): void {
  if (!needsReason(kind) || (reason ?? "").trim() !== "") return;
  throw new EngineError("USAGE", `Nothing was done: ${kind} needs a reason, for the audit.`);
}

function treated(wish: Wish, { operation }: OperationRequest): AsyncIterable<Treated> {
  switch (operation.kind) {
    case "retry":
    case "drop":
    case "cancel":
      return treatRuns(wish, operation);
    case "resolve":
    case "resume":
      return treatOne(wish, operation);
    case "approve":
    case "refuse":
      return decideApproval(wish, operation);
    case "replay":
      return replayEvents(wish, operation);
    case "release":
      return releaseContact(wish, operation);
    case "reveal":
      return revealContact(wish, operation);
    case "erase":
      return eraseContact(wish, operation);
    case "pause":
    case "unpause":
      return pauseSending(wish, operation);
    case "enable":
    case "disable":
    case "promote":
      return stageRule(wish, operation);
  }
}
