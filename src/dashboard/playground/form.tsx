import type { EventChoice } from "../../show/views/playground/event-choices.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { toClock } from "../../show/text/instants.ts";
import type { Content } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken } from "../page.tsx";

/** What somebody filled in. */
export interface PlaygroundForm {
  readonly yaml: string;
  /** The rule file in whose place the draft is tried; empty for none. */
  readonly file: string;
  readonly from: "stored" | "example" | "pasted";
  readonly event: string;
  readonly type: string;
  readonly text: string;
  readonly json: string;
  /** Local time in the zone of the page, as the browser writes it; empty for now. Like the numbers as it was sent, also when it is none. */
  readonly at: string;
  readonly days: string;
  readonly events: string;
}

/** What can be chosen. */
export interface PlaygroundChoices {
  readonly rules: readonly string[];
  /** The rule that the draft was begun from; empty for none. */
  readonly opened: string;
  readonly files: readonly string[];
  readonly types: readonly string[];
  /** The newest events. */
  readonly stored: readonly EventChoice[];
}

const DAYS = ["1", "7", "30", "90"];
const EVENTS = ["200", "1000", "5000", "10000"];
/** What the field of a time takes. */
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;

/** So many lines of a draft are shown at the least, and at the most; longer ones scroll. */
const LINES = { least: 10, most: 30 };

/** The event to try on, the draft, and below or beside them what came of it. */
export function PlaygroundFormPart({
  form,
  choices,
  look,
  children,
}: {
  readonly form: PlaygroundForm;
  readonly choices: PlaygroundChoices;
  readonly look: PageLook & ViewLook;
  /** The verdict. */
  readonly children?: Content;
}) {
  const { yaml, file } = form;
  const rows = Math.min(LINES.most, Math.max(LINES.least, yaml.split("\n").length + 1));
  return (
    <form method="post" action="/playground#verdict" class="playground" id="playground">
      <FormToken look={look} />
      <KeptDraft />
      <EventPicker form={form} choices={choices} look={look} />
      <div class="draft">
        <label for="yaml">Draft of a rule file</label>
        <textarea id="yaml" name="yaml" rows={rows} spellcheck={false} wrap="off" aria-describedby="stands-for">
          {`\n${yaml}`}
        </textarea>
        <p id="stands-for" class="row quiet">
          <label for="file">It takes the place of</label>
          <select id="file" name="file">
            <option value="">the rules of the same names</option>
            {choices.files.map((one) => (
              <option value={one} selected={one === file}>
                {`the whole file ${one}`}
              </option>
            ))}
          </select>
        </p>
        <Deeds form={form} mayBacktest={look.visitor.role === "operate"} />
      </div>
      <div class="came">{children}</div>
    </form>
  );
}

/** Where scripts run, a draft that was left is kept by the tab of the browser, never by the engine. */
function KeptDraft() {
  return (
    <div id="kept-draft" class="notice row kept" role="status" hidden>
      <span data-of="restored">This is the draft you left here, kept by this tab of your browser.</span>
      <span data-of="offered">A draft you left here is kept by this tab of your browser.</span>
      <button type="button" class="plain" data-of="offered" data-deed="take">
        Take it back
      </button>
      <button type="button" class="plain" data-deed="discard">
        Discard it
      </button>
    </div>
  );
}

function Deeds({
  form: { days, events },
  mayBacktest,
}: {
  readonly form: PlaygroundForm;
  readonly mayBacktest: boolean;
}) {
  return (
    <div class="deeds">
      <button name="do" value="try">
        Try it
      </button>
      {mayBacktest ? (
        <span class="row" role="group" aria-label="Backtest" id="backtest" tabindex={-1}>
          <button name="do" value="backtest" class="plain">
            Backtest
          </button>
          <label>
            over the last{" "}
            <select name="days">
              {withChosen(DAYS, days).map((one) => (
                <option value={one} selected={one === days}>
                  {one === "1" ? "day" : `${one} days`}
                </option>
              ))}
            </select>
          </label>
          <label>
            at most{" "}
            <select name="events">
              {withChosen(EVENTS, events).map((one) => (
                <option value={one} selected={one === events}>
                  {`${one} events`}
                </option>
              ))}
            </select>
          </label>
        </span>
      ) : null}
      <button name="do" value="download" class="plain">
        Download the draft
      </button>
    </div>
  );
}

function withChosen(choices: readonly string[], chosen: string): readonly string[] {
  return choices.includes(chosen) ? choices : [...choices, chosen];
}

function EventPicker({ form, choices, look }: Omit<Parameters<typeof PlaygroundFormPart>[0], "children">) {
  const { from, event, type, text, json, at } = form;
  const { stored, types } = choices;
  const isListed = stored.some(({ id }) => id === event);
  return (
    <fieldset class="tried">
      <legend>On this event</legend>
      {look.visitor.role === "operate" ? (
        <Way value="stored" words="One that is stored" from={from}>
          <label for="event">Event</label>
          <select id="event" name="event">
            {isListed || event === "" ? null : (
              <option value={event} selected>
                {event}
              </option>
            )}
            {stored.map((row) => (
              <option value={row.id} selected={row.id === event}>
                {optionOf(row, look)}
              </option>
            ))}
          </select>
          {stored.length === 0 && event === "" ? <p class="quiet">No event is stored yet: try an example.</p> : null}
          <label for="event-id">
            or by its id <small>(wins when it is given)</small>
          </label>
          <input id="event-id" name="event_id" placeholder="evt_…" autocomplete="off" />
        </Way>
      ) : (
        <p class="quiet">Stored events, and backtests, are for logins that may operate.</p>
      )}
      <Way value="example" words="An example" from={from}>
        <label for="type">Type</label>
        <select id="type" name="type">
          {types.map((one) => (
            <option value={one} selected={one === type}>
              {one}
            </option>
          ))}
        </select>
        <label for="text">Text</label>
        <input id="text" name="text" value={text} autocomplete="off" maxlength={1_600} />
      </Way>
      <Way value="pasted" words="Pasted JSON" from={from}>
        <label for="json">
          What a webhook brings, or <code>heyrules events show --json</code> prints
        </label>
        <textarea id="json" name="json" rows={6} spellcheck={false}>
          {`\n${json}`}
        </textarea>
      </Way>
      <div class="moment">
        <label for="at">
          Received at <small>(now, when it is left empty; by the clock of {look.zone})</small>
        </label>
        <input id="at" name="at" type={at === "" || LOCAL_TIME.test(at) ? "datetime-local" : "text"} value={at} />
      </div>
    </fieldset>
  );
}

function Way({
  value,
  words,
  from,
  children,
}: {
  readonly value: PlaygroundForm["from"];
  readonly words: string;
  readonly from: PlaygroundForm["from"];
  readonly children?: Content;
}) {
  return (
    <div class="way">
      <label>
        <input type="radio" name="from" value={value} checked={value === from} /> {words}
      </label>
      <div class="fields">{children}</div>
    </div>
  );
}

function optionOf({ type, contact, text, receivedAt }: EventChoice, look: ViewLook): string {
  const said = text === null ? "" : `, “${text}”`;
  return `${toClock(receivedAt, look)}: ${type} of ${contact}${said}`;
}
