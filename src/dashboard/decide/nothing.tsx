import type { DecisionView } from "../../show/views/decide/decision.ts";
import type { PageLook } from "../page.tsx";

/** The ways on from a plan of nothing: back, and to the same plan for whoever insists. */
export function Nothing({
  view: { kind, refusals },
  action,
  back,
  look,
}: {
  readonly view: DecisionView;
  readonly action: string;
  readonly back: string;
  readonly look: PageLook;
}) {
  const mayInsist = INSISTED.includes(kind) && look.visitor.role === "operate";
  const ways = INSISTING.filter(({ option }) => mayInsist && refusals.some(({ why }) => why.includes(option)));
  return (
    <p class="row">
      <a class="button" href={back}>
        Back
      </a>
      {ways.map(({ parameter, words }) => (
        <a class="button plain" href={`${action}&${parameter}=yes`}>
          {words}
        </a>
      ))}
    </p>
  );
}

const INSISTED: readonly DecisionView["kind"][] = ["replay", "retry", "resume"];

/** How a replay, or what a run has to do still, is wanted all the same: by an option of the command, or a parameter of the address. */
const INSISTING = [
  { option: "--again", parameter: "again", words: "Replay it once more all the same…" },
  { option: "--overtaken", parameter: "evenOvertaken", words: "Do it although it is overtaken…" },
] as const;
