import type { EventState } from "../../show/views/events/event-list.ts";
import type { Tone } from "../parts/state.tsx";
import { State } from "../parts/state.tsx";

const MARKS: Readonly<Record<EventState, { readonly tone: Tone; readonly word: string }>> = {
  waiting: { tone: "wait", word: "waiting" },
  parked: { tone: "bad", word: "parked" },
  needs_person: { tone: "bad", word: "run parked" },
  failed: { tone: "bad", word: "failed" },
  held_back: { tone: "warn", word: "text blocked" },
  under_way: { tone: "wait", word: "under way" },
  fired: { tone: "good", word: "fired" },
  nothing_fired: { tone: "quiet", word: "nothing fired" },
};

/** What became of an event, by glyph, word and colour. */
export function EventStateMark({ state }: { readonly state: EventState }) {
  return <State {...MARKS[state]} />;
}
