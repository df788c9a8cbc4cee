import type { Answer } from "../../show/views/events/answer.ts";
import type { EventState } from "../../show/views/events/event-list.ts";
import type { Tone } from "../parts/state.tsx";
import { State, STUCK } from "../parts/state.tsx";

const MARKS: Readonly<Record<EventState, { readonly tone: Tone; readonly word: string }>> = {
  waiting: { tone: "wait", word: "waiting" },
  parked: STUCK.parked,
  needs_person: { tone: "bad", word: "run parked" },
  failed: STUCK.failed,
  held_back: { tone: "warn", word: "text blocked" },
  under_way: { tone: "wait", word: "under way" },
  fired: { tone: "good", word: "fired" },
  nothing_fired: { tone: "quiet", word: "nothing fired" },
};

/** What became of an event, by glyph, word and colour. That rules fired is no success to a contact who got no text. */
export function EventStateMark({ state, answer }: { readonly state: EventState; readonly answer: Answer | null }) {
  if (state === "fired" && answer === "none") return <State tone="quiet" word="no text sent" />;
  return <State {...MARKS[state]} />;
}
