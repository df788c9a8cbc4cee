import type { ShownApproval } from "../../show/views/approvals.ts";
import type { DecidedContact } from "../../show/views/contacts/decided-contact.ts";
import type { AnswerView } from "../../show/views/decide/answers.ts";
import { cameOf } from "../../show/views/decide/answers.ts";
import type { DecisionView } from "../../show/views/decide/decision.ts";
import { titleOf } from "../../show/views/decide/decision.ts";
import type { Wanted } from "../../show/views/decide/address.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken, Page } from "../page.tsx";
import { DANGEROUS } from "../parts/decide-link.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { LookAgain } from "./answers.tsx";
import { About } from "./about.tsx";
import { ApprovalQuote } from "./approval-quote.tsx";
import { Command } from "./command.tsx";
import { DecidedItems } from "./decided-items.tsx";
import { Diffs } from "./diffs.tsx";
import { Nothing } from "./nothing.tsx";

/** What would be done, and the form that has it done. */
export function decidePage(
  {
    view,
    action,
    back,
    once,
    quote,
    about,
    reason,
    problem,
  }: {
    readonly view: DecisionView;
    /** Where the form goes. */
    readonly action: string;
    readonly back: string;
    /** Names this showing of the page: a form that is sent twice is one wish. */
    readonly once: string;
    /** The text that is decided of; null when it is about none. */
    readonly quote: ShownApproval | null;
    /** The contact that is decided of; null when it is about none. */
    readonly about: DecidedContact | null;
    /** As it was typed before. */
    readonly reason: string;
    /** Why the last try did nothing; null at first. */
    readonly problem: string | null;
  },
  look: PageLook,
): string {
  return documentOf(
    <Page title={view.title} at={null} look={look}>
      {problem === null ? null : (
        <p role="alert" class="notice notice-warn">
          {problem}
        </p>
      )}
      <p class="consequence">{view.consequence}</p>
      {about === null ? null : <About contact={about} />}
      {quote === null ? null : <ApprovalQuote shown={quote} label={view.kind === "resolve" ? IN_DOUBT : null} />}
      {view.done === 0 ? (
        <Nothing {...{ view, action, back }} look={look} />
      ) : (
        <DecideForm {...{ view, action, back, once, reason }} look={look} />
      )}
      <Diffs view={view} />
      <Refusals view={view} />
      <DecidedItems view={view} heading="What would become of each" look={look} />
      {view.done === 0 ? null : <Command view={view} />}
    </Page>,
  );
}

const IN_DOUBT = "Nobody knows whether this text arrived:";

function DecideForm({
  view,
  action,
  back,
  once,
  reason,
  look,
}: {
  readonly view: DecisionView;
  readonly action: string;
  readonly back: string;
  readonly once: string;
  readonly reason: string;
  readonly look: PageLook;
}) {
  if (look.visitor.role !== "operate")
    return (
      <p class="notice">
        This login may look but not decide: log in with a token that may operate. <a href={back}>Back</a>
      </p>
    );
  const { needsReason, doubt, fingerprint, title } = view;
  return (
    <form method="post" action={action} class="stack card decide">
      <FormToken look={look} />
      <input type="hidden" name="seen" value={fingerprint} />
      <input type="hidden" name="once" value={once} />
      <label>
        <span>
          Why <small>({needsReason ? "required" : "if you like"})</small>
        </span>
        <input name="reason" value={reason} maxlength={500} required={needsReason} autocomplete="off" />
        <small>Stands in the audit log, under your name. Numbers in it are masked.</small>
      </label>
      {doubt === null ? null : (
        <label class="tick">
          <input type="checkbox" name="sure" value="yes" required />
          <span>{doubt}</span>
        </label>
      )}
      <div class="row">
        <button class={DANGEROUS.includes(view.kind) ? "danger" : ""}>{title}</button>
        <a class="button plain" href={back}>
          Back, changing nothing
        </a>
      </div>
    </form>
  );
}

/** What was done. */
export function decisionPage(
  {
    view,
    back,
    answers,
    isFollowed,
  }: {
    readonly view: DecisionView;
    readonly back: string;
    readonly answers: readonly AnswerView[];
    /** Whether the browser asks again by itself. */
    readonly isFollowed: boolean;
  },
  look: PageLook & ViewLook,
): string {
  return documentOf(
    <Page title={view.title} at={null} look={look}>
      <p role="status" class={view.done > 0 && !hasFailed(answers) ? "notice notice-good" : "notice notice-warn"}>
        {view.consequence}
        <Came answers={answers} />
      </p>
      <p class="row">
        <a class="button" href={back}>
          Back
        </a>
        {view.undo === null ? null : (
          <DecideLink wanted={view.undo} back={back} look={look}>
            Resume it…
          </DecideLink>
        )}
        <a href="/audit">Audit log</a>
      </p>
      <Diffs view={view} />
      <Refusals view={view} />
      <DecidedItems view={view} heading="What became of each" answers={{ answers, look }} look={look} />
      {answers.length === 0 ? null : <LookAgain isFollowed={isFollowed} />}
    </Page>,
  );
}

/** What became of what was set going, as far as it is known. */
function Came({ answers }: { readonly answers: readonly AnswerView[] }) {
  const came = cameOf(answers);
  return came === null ? null : <strong>{` By now: ${came}.`}</strong>;
}

function hasFailed(answers: readonly AnswerView[]): boolean {
  return answers.some(({ status }) => status === "failed" || status === "parked");
}

/** How far something is that takes a while; the browser asks again by itself. */
export function progressPage(
  {
    wanted,
    back,
    planned,
    state,
  }: {
    readonly wanted: Pick<Wanted, "kind">;
    readonly back: string;
    readonly planned: number;
    readonly state:
      | { readonly kind: "under way"; readonly soFar: number }
      | { readonly kind: "failed"; readonly problem: string };
  },
  look: PageLook,
): string {
  return documentOf(
    <Page title={titleOf(wanted)} at={null} look={look}>
      {state.kind === "failed" ? (
        <p role="alert" class="notice notice-bad">
          It ended early: {state.problem} What was done before that stays done; the audit log tells of it.
        </p>
      ) : (
        <div role="status">
          <p>{`${state.soFar} of ${planned} so far.`}</p>
          <progress max={planned} value={state.soFar} aria-label="How far it is">
            {`${state.soFar} of ${planned}`}
          </progress>
          <p class="quiet">It goes on if you leave this page.</p>
        </div>
      )}
      <p>
        <a href={back}>Back</a>
      </p>
    </Page>,
  );
}

function Refusals({ view: { refusals, refused, left } }: { readonly view: DecisionView }) {
  if (refused === 0) return null;
  return (
    <section>
      <h2>{`Left as it is: ${refused}`}</h2>
      <ul>
        {refusals.map(({ why, count }) => (
          <li>{`${count}: ${why}`}</li>
        ))}
      </ul>
      {left > 0 ? <p class="quiet">Reasons are counted over those shown below.</p> : null}
    </section>
  );
}
