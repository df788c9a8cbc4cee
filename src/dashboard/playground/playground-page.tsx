import type { TrialView } from "../../show/views/playground/trial.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf, partOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import type { PlaygroundChoices, PlaygroundForm } from "./form.tsx";
import { PlaygroundFormPart } from "./form.tsx";
import { Verdict } from "./verdict.tsx";

/** The screen on which drafts of rules are tried. */
export function playgroundPage(
  {
    form,
    choices,
    trial,
    problem,
  }: {
    readonly form: PlaygroundForm;
    readonly choices: PlaygroundChoices;
    /** Null before anything was tried. */
    readonly trial: TrialView | null;
    /** Why nothing was tried, or null. */
    readonly problem: string | null;
  },
  look: PageLook & ViewLook,
): string {
  return documentOf(
    <Page title="Playground" at="/playground" look={look}>
      <p class="quiet">
        Try a rule before it counts: on one event, or on all of the last days. Always dry: nothing is sent, and nothing
        is saved. To put a draft in force, write it into its file.
      </p>
      <StartFrom rules={choices.rules} opened={choices.opened} />
      <PlaygroundFormPart form={form} choices={choices} look={look}>
        <div id="verdict" role="region" aria-label="Verdict" aria-live="polite" tabindex={-1}>
          {problem === null ? null : (
            <p role="alert" class="notice notice-warn">
              {problem}
            </p>
          )}
          {trial === null ? <Nothing /> : <Verdict trial={trial} look={look} />}
        </div>
      </PlaygroundFormPart>
    </Page>,
  );
}

/** What a draft makes of an event, as a part of the page. */
export function verdictPart(trial: TrialView, look: ViewLook): string {
  return partOf(<Verdict trial={trial} look={look} />);
}

/** Why nothing was tried, as a part of the page. */
export function problemPart(problem: string): string {
  return partOf(<p class="notice notice-warn">{problem}</p>);
}

function StartFrom({ rules, opened }: { readonly rules: readonly string[]; readonly opened: string }) {
  if (rules.length === 0) return null;
  return (
    <form method="get" action="/playground" class="row start-from">
      <label for="rule">Start from a rule in force</label>
      <select id="rule" name="rule">
        {rules.map((id) => (
          <option value={id} selected={id === opened}>
            {id}
          </option>
        ))}
      </select>
      <button class="plain">Open it</button>
    </form>
  );
}

function Nothing() {
  return (
    <p class="empty">
      Nothing was tried yet. Choose an event and press “Try it”: this place then says whether the draft would fire, what
      each condition saw, and what would go out.
    </p>
  );
}
