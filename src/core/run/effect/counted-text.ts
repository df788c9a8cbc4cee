import { actionOf } from "../../actions/registry.ts";
import { rowsAfter } from "../../model/changes.ts";
import { countedAs, inboundTexts } from "../../texting/reply-window.ts";
import type { RunContext } from "../run-context.ts";
import type { RunView } from "../run-view.ts";
import { effectOf } from "../run-view.ts";
import type { Recipient } from "./pass-gate.ts";

/** A view whose text says as what it counts at this moment: a reply that comes too late for one counts as something else. */
export function viewWithCounting(
  view: RunView,
  effectId: string,
  { event, settings, now, recipient }: RunContext & { readonly recipient: Recipient },
): RunView {
  const { countedAs: before, ...effect } = effectOf(view, effectId);
  if (effect.phone === null || actionOf(effect.action).texts === undefined) return view;
  const inbound = inboundTexts([event, ...recipient.inbound], effect.phone);
  const counted = countedAs({ effect, inbound, now }, settings.sending);
  if (before === undefined && counted === null) return view;
  const told = counted === null ? effect : { ...effect, countedAs: counted };
  return { ...view, effects: rowsAfter(view.effects, [told]) };
}
