import type { ContactView, OpenRun, OptPastView } from "../../show/views/contacts/contact.ts";
import type { TimelineRow } from "../../show/views/contacts/timeline.ts";
import { eventWords } from "../../show/text/event-words.ts";
import { printable } from "../../show/text/printable.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken, Page } from "../page.tsx";
import { apart } from "../parts/called.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { EventType } from "../parts/event-type.tsx";
import { Instant } from "../parts/instant.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";
import { OptWord } from "./opt-word.tsx";

/** One contact; `number` is the whole number when somebody asked for it, `isHidden` whether it was and is hidden again. */
export function contactPage(
  {
    view,
    number,
    isHidden,
  }: { readonly view: ContactView; readonly number: string | null; readonly isHidden: boolean },
  look: PageLook & ViewLook,
): string {
  const { optState, calledAs, tags, timezone, custom, recordReadAt, optHistory, timeline, open } = view;
  const shown = number ?? view.contact;
  return documentOf(
    <Page
      title={calledAs === null ? shown : `${apart(calledAs)}, ${shown}`}
      heading={<Heading calledAs={calledAs} shown={shown} />}
      at="/contacts"
      look={look}
    >
      {isHidden ? <HiddenAgain /> : null}
      <dl class="facts card">
        <dt>Name</dt>
        <dd>{calledAs === null ? "not known" : <bdi>{calledAs}</bdi>}</dd>
        <dt>Texting</dt>
        <dd>
          <Texting optState={optState} look={look} />
        </dd>
        <dt>Tags</dt>
        <dd>{tags.length === 0 ? "none" : tags.join(", ")}</dd>
        {timezone === null ? null : (
          <>
            <dt>Zone</dt>
            <dd>{timezone}</dd>
          </>
        )}
        {custom === null ? null : (
          <>
            <dt>Fields</dt>
            <dd>
              <pre tabindex={0}>{custom}</pre>
            </dd>
          </>
        )}
        {recordReadAt === null ? null : (
          <>
            <dt>Heymarket&#39;s record</dt>
            <dd>
              read <Instant at={recordReadAt} look={look} />
            </dd>
          </>
        )}
      </dl>
      <Deeds view={view} isRevealed={number !== null} look={look} />
      <UnderWay runs={open} look={look} />
      <OptHistory rows={optHistory} look={look} />
      <Timeline rows={timeline} look={look} />
    </Page>,
  );
}

function HiddenAgain() {
  return (
    <p role="alert" class="notice notice-warn">
      The number is hidden again: it is shown for ten minutes, to the login that asked for it.
    </p>
  );
}

/** As it stands above the page. */
function Heading({ calledAs, shown }: { readonly calledAs: string | null; readonly shown: string }) {
  if (calledAs === null) return <>{shown}</>;
  return (
    <>
      <bdi>{calledAs}</bdi>, {shown}
    </>
  );
}

/** Whether they may be texted, and why. */
function Texting({ optState, look }: Pick<ContactView, "optState"> & { readonly look: ViewLook }) {
  if (optState === null) return <State tone="good" word="may be texted: nobody said otherwise" />;
  const { standing, since, why, wrote } = optState;
  return (
    <>
      <OptWord standing={standing} /> since <Instant at={since} look={look} />: {why}
      {wrote === null ? null : (
        <>
          {" "}
          They wrote: <q>{wrote}</q>
        </>
      )}
    </>
  );
}

function Deeds({
  view,
  isRevealed,
  look,
}: {
  readonly view: ContactView;
  readonly isRevealed: boolean;
  readonly look: PageLook;
}) {
  const { name, hasNumber, optState } = view;
  if (!hasNumber || look.visitor.role !== "operate") return null;
  const back = `/contacts/${name}`;
  return (
    <div class="row deeds">
      {optState?.standing === "held" ? (
        <a class="button" href={decideHref({ kind: "release", contact: name }, back)}>
          Release
        </a>
      ) : null}
      {isRevealed ? (
        <a class="button plain" href={back}>
          Hide the number
        </a>
      ) : (
        <form method="post" action={`/contacts/${name}/reveal`}>
          <FormToken look={look} />
          <button class="plain">Show the whole number (noted in the audit log)</button>
        </form>
      )}
      <DecideLink wanted={{ kind: "erase", contact: name }} back="/contacts" look={look}>
        Erase
      </DecideLink>
    </div>
  );
}

/** Runs that have not ended; nothing without any. */
function UnderWay({ runs, look }: { readonly runs: readonly OpenRun[]; readonly look: PageLook & ViewLook }) {
  if (runs.length === 0) return null;
  return (
    <section>
      <h2>Under way</h2>
      <ul>
        {runs.map(({ id, ruleId, sentence, code, at }) => (
          <li>
            <a href={`/runs/${id}`}>{look.ruleName(ruleId) ?? ruleId}</a>: {sentence}
            {code === null ? null : (
              <>
                {" "}
                (<a href="/approvals">Approvals</a>)
              </>
            )}
            , began <Instant at={at} look={look} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing when the present state, told above, is the only one known. */
function OptHistory({ rows, look }: { readonly rows: readonly OptPastView[]; readonly look: ViewLook }) {
  if (rows.length < 2) return null;
  return (
    <section>
      <h2>Whether they may be texted</h2>
      <Table name="Whether they may be texted, newest change first" head={["Since", "State", "Why"]} asCards>
        {rows.map(({ standing, at, why }) => (
          <tr>
            <td>
              <Instant at={at} look={look} />
            </td>
            <td>
              <OptWord standing={standing} />
            </td>
            <td class="text">{why}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}

const KINDS: Readonly<Record<TimelineRow["kind"], string>> = {
  event: "came:",
  text: "text of the rule",
  call: "call of the rule",
};

function Timeline({ rows, look }: { readonly rows: readonly TimelineRow[]; readonly look: PageLook & ViewLook }) {
  return (
    <section>
      <h2>What came and what went out</h2>
      {rows.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <Table
          name="What came and what went out, newest first"
          head={["When", "What", "Words", "What became of it"]}
          asCards
        >
          {rows.map(({ kind, isOut, at, id, what, words, outcome }) => (
            <tr>
              <td>
                <Instant at={at} look={look} />
              </td>
              <td>
                <span aria-hidden="true">{isOut ? "→" : "←"}</span>
                {kind === "event" && eventWords(what) !== null ? null : <span class="hidden">{KINDS[kind]}</span>}{" "}
                <a href={kind === "event" ? `/events/${id}` : `/runs/${id}`}>
                  {kind === "event" ? <EventType type={what} /> : printable(look.ruleName(what) ?? what)}
                </a>
              </td>
              <td class="text">{words ?? ""}</td>
              <td class="text">
                {outcome === null ? null : (
                  <State tone={outcome.tone} word={outcome.text}>
                    <RunLinks sentence={outcome.text} />
                  </State>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
