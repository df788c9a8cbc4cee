import type { Attention, AttentionKind, AttentionView } from "../../show/views/attention.ts";
import { printable } from "../../show/text/printable.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { AllPaused } from "../parts/pauses.tsx";
import type { Tone } from "../parts/state.tsx";
import { State, STUCK } from "../parts/state.tsx";
import { Instant } from "../parts/instant.tsx";
import { settlingPath } from "./settling-path.ts";

/** What needs a person, each with the page that settles it; or that nothing does. */
export function AttentionList({ view, look }: { readonly view: AttentionView; readonly look: PageLook & ViewLook }) {
  const { waiting, lastWebhookAt } = view;
  return (
    <section aria-labelledby="needs">
      <h2 id="needs">What needs a person</h2>
      {waiting.length === 0 ? (
        <p class="notice notice-good">
          <State tone="good" word="Nothing needs you." /> Every check of the engine is well, no run or event is parked,
          no text waits for approval, no contact is held, nothing is paused, every connection that was called answers,
          nothing that failed is left undone, and no text of the last 24 hours is known not to have arrived, or was not
          approved in time.
        </p>
      ) : (
        <ul class="needs">
          {waiting.map((each) =>
            each.kind === "all_paused" ? (
              each.scopes.map((pause) => (
                <li class="need">
                  <AllPaused pause={pause} back="/" look={look} />
                </li>
              ))
            ) : (
              <Need attention={{ ...each, kind: each.kind }} look={look} />
            ),
          )}
        </ul>
      )}
      <p class="quiet">
        {lastWebhookAt === null ? (
          "No webhook among the newest events."
        ) : (
          <>
            The last webhook came <Instant at={lastWebhookAt} look={look} />.
          </>
        )}
      </p>
    </section>
  );
}

type Shown = Attention & { readonly kind: ShownKind };
type ShownKind = Exclude<AttentionKind, "all_paused">;

function Need({ attention, look }: { readonly attention: Shown; readonly look: ViewLook }) {
  const { kind, count, isMore, oldestAt, ids, checks, scopes, keptBack, person } = attention;
  const { tone, word, one, many, does } = WORDS[kind];
  return (
    <li class="need">
      <State tone={tone} word={word} />
      <span class="need-what">
        <strong>
          {kind === "silence"
            ? one
            : `${count}${isMore && !EXACT.includes(kind) ? "+" : ""} ${count === 1 ? one : many}`}
        </strong>
        {person === null ? null : (
          <>
            {": "}
            <ContactName {...person} />
          </>
        )}
        {oldestAt === null ? null : (
          <Age kind={kind} at={oldestAt} isMore={isMore} isOne={person !== null} look={look} />
        )}
        {keptBack === 0 ? null : (
          <span class="quiet">
            {": "}
            {keptBack === count ? "none" : `${keptBack} of them not`} would go out, since the contact opted out or is
            held
          </span>
        )}
        {checks.map(({ name, detail }) => (
          <span class="quiet need-line">
            {" "}
            <b>{name}</b>: {detail}
          </span>
        ))}
        {kind === "breaker" ? <span class="quiet">: {ids.map(printable).join(", ")}</span> : null}
        {scopes.length === 0 ? null : (
          <span class="quiet">
            {" "}
            {scopes.map(({ kind: scope, name }) => printable(name === "" ? scope : `${scope} ${name}`)).join(", ")}
          </span>
        )}
      </span>
      <a class="button plain" href={settlingPath(attention)}>
        {does}
      </a>
    </li>
  );
}

function Age({
  kind,
  at,
  isMore,
  isOne,
  look,
}: Pick<Shown, "kind" | "isMore"> & {
  readonly at: number;
  /** Whether there is one alone, which is named. */
  readonly isOne: boolean;
  readonly look: ViewLook;
}) {
  const lead = kind === "silence" || isOne ? "since" : isMore ? "some since before" : "the oldest since";
  return (
    <span class="quiet">
      , {lead} <Instant at={at} look={look} />
    </span>
  );
}

/** Counted whole, however many were looked at. */
const EXACT: readonly ShownKind[] = ["check", "parked_run", "parked_event", "breaker", "pause"];

interface Words {
  readonly tone: Tone;
  readonly word: string;
  readonly one: string;
  readonly many: string;
  /** What the page does to which it leads. */
  readonly does: string;
}

const WORDS: Readonly<Record<ShownKind, Words>> = {
  check: {
    tone: "bad",
    word: "engine",
    one: "check of the engine is not well",
    many: "checks of the engine are not well",
    does: "Look",
  },
  parked_run: {
    ...STUCK.parked,
    one: "run waits for your word",
    many: "runs wait for your word",
    does: "Decide",
  },
  parked_event: {
    ...STUCK.parked,
    one: "event could not be evaluated",
    many: "events could not be evaluated",
    does: "Look",
  },
  failed_run: {
    ...STUCK.failed,
    one: "run failed, and nobody retried or dropped it",
    many: "runs failed, and nobody retried or dropped them",
    does: "Look",
  },
  undelivered: {
    tone: "warn",
    word: "undelivered",
    one: "text was not delivered in the last 24 hours",
    many: "texts were not delivered in the last 24 hours",
    does: "Look",
  },
  unapproved: {
    tone: "warn",
    word: "not approved",
    one: "text was not approved in time in the last 24 hours",
    many: "texts were not approved in time in the last 24 hours",
    does: "Look",
  },
  approval: {
    tone: "warn",
    word: "approval",
    one: "text waits for a yes or no",
    many: "texts wait for a yes or no",
    does: "Answer",
  },
  held_contact: { tone: "warn", word: "held", one: "contact is held", many: "contacts are held", does: "Look" },
  breaker: {
    tone: "bad",
    word: "left alone",
    one: "connection does not answer, or refuses us: nothing is called there for now",
    many: "connections do not answer, or refuse us: nothing is called there for now",
    does: "Look",
  },
  pause: { tone: "warn", word: "paused", one: "thing is paused", many: "things are paused", does: "Look" },
  silence: { tone: "warn", word: "silence", one: "No webhook came", many: "", does: "Check" },
};
