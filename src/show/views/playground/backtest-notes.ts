import type { Backtest, LeftOut } from "../../../ports/backtest.ts";
import { countOf } from "../../text/count-of.ts";
import { toIso } from "../../text/instants.ts";

/** What is to be known of the counts of a backtest, in sentences. */
export function notesOn({ left, isCut, earlier, after, events, ...read }: Backtest): readonly string[] {
  const leftOut = (["echoes", "redacted", "own"] as const).filter((reason) => left[reason] > 0);
  const calls = after.effects.filter(({ request }) => "connection" in request).length;
  return [
    ...(isCut ? [`There were more events in that time: the newest ${events} are told of.`] : []),
    ...(read.stoppedAt === null
      ? []
      : [
          `There was more to read than a backtest may: events received before ${toIso(read.stoppedAt + 1)} are not looked at.`,
        ]),
    ...(read.unknownStates === 0
      ? []
      : [
          `Of ${countOf(read.unknownStates, "number")} that no event is of it is not known here whether they had opted out.`,
        ]),
    ...(earlier === 0
      ? []
      : [
          `${countOf(earlier, "event")} from before ran by the rules in force, so that limits and histories are known.`,
        ]),
    ...leftOut.map((reason) => `${LEFT[reason](left[reason])}.`),
    ...(calls === 0
      ? []
      : [
          `${countOf(calls, "call")} of connections not replayed: each is taken as answered 200 with nothing in it, so what a rule reads from an answer is not known here.`,
        ]),
    ...(after.cutShort === 0
      ? []
      : [
          `${countOf(after.cutShort, "time")} more was due between two events than is looked at: the rest of the wait was left out.`,
        ]),
    "What people decided meanwhile, such as an approval or a release, is not replayed.",
  ];
}

const LEFT: Readonly<Record<LeftOut, (count: number) => string>> = {
  echoes: (count) => `${countOf(count, "text")} of our own that came back left out`,
  redacted: (count) => `${countOf(count, "event")} left out, of which the text was removed because it was old`,
  own: (count) => `${countOf(count, "event")} left out that the engine made, and makes anew here`,
};
