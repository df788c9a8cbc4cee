import type { OperationReport } from "../../../ports/operator.ts";
import { countOf } from "../../text/count-of.ts";
import { plainDeed } from "../../text/plain-deed.ts";

/** The two words on a text of which nobody knew whether it went out. */
export interface DoubtWord {
  readonly wasDone: boolean;
}

/** What a word is called, on its button too. */
export function titleOfWord({ wasDone }: DoubtWord): string {
  return wasDone ? "It arrived" : "It did not arrive: send it again";
}

/** What a person says to know before. */
export function doubtOfWord({ wasDone }: DoubtWord): string {
  return wasDone
    ? "I have looked in Heymarket, and the text is there: it does not go out again."
    : "I have looked in Heymarket, and the text is not there: it may go out again.";
}

/** What a word comes to, or came to: a sentence without its full stop; null when it is refused. */
export function consequenceOfWord(
  { wasDone }: DoubtWord,
  { isPlan, items, texts, textsAhead }: Pick<OperationReport, "isPlan" | "items" | "texts" | "textsAhead">,
): string | null {
  const item = items.find(({ does }) => does !== null);
  if (item === undefined) return null;
  const [deed = "", ...rest] = plainDeed(item.does ?? "", item.calledAs).split("; ");
  const gated = texts === 0 ? deed : `${deed}, if the send gate lets it`;
  const ahead =
    textsAhead === 0
      ? []
      : [`at most ${countOf(textsAhead, "further text")} may follow, where conditions and the send gate let them`];
  const told = [gated, ...rest, ...ahead].join("; ");
  if (isPlan && !wasDone) return told.charAt(0).toUpperCase() + told.slice(1);
  return `${isPlan ? "Notes" : "Noted"} that it ${wasDone ? "arrived" : "did not arrive"}: the run ${told}`;
}
