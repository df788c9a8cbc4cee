import type { PauseScope } from "../../core/model/decision.ts";
import { pauseKey } from "../../core/model/decision.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { DoctorView } from "../../show/views/doctor.ts";
import type { SystemView } from "../../show/views/system.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { State } from "../parts/state.tsx";
import { Doctor } from "./doctor-section.tsx";
import { Listing } from "./listing.tsx";
import { RulesInForce } from "./rules-section.tsx";

type Look = PageLook & ViewLook;

/** How the engine stands. */
export function systemPage(
  { view, doctor }: { readonly view: SystemView; readonly doctor: DoctorView },
  look: Look,
): string {
  const { version, node, startedAt, pauses, nextDueAt, room } = view;
  return documentOf(
    <Page title="System" at="/system" look={look}>
      <dl class="facts card">
        <dt>Release</dt>
        <dd>{`heyrules ${version} on Node ${node}`}</dd>
        <dt>Started</dt>
        <dd>
          <Instant at={startedAt} look={look} />
        </dd>
        <dt>Not looked at yet</dt>
        <dd>
          <Unevaluated view={view} look={look} />
        </dd>
        <dt>Runs under way</dt>
        <dd>{underWay(view)}</dd>
        <dt>Next work</dt>
        <dd>{nextDueAt === null ? "none" : nextDueAt <= look.now ? "now" : <Instant at={nextDueAt} look={look} />}</dd>
        {room === null ? null : (
          <>
            <dt>Store</dt>
            <dd>{`${sizeOf(room.stored)}, ${sizeOf(room.free)} left on its disk`}</dd>
          </>
        )}
      </dl>
      <Checks view={view} />
      <Doctor view={doctor} look={look} />
      <h2 id="paused">What is paused</h2>
      {pauses.length === 0 ? <p class="empty">Nothing is paused.</p> : null}
      <ul>
        {pauses.map((pause) => (
          <li>
            <State tone="warn" word={pauseKey(pause)} /> by {pause.by} <Instant at={pause.since} look={look} />
            {pause.reason === null ? "" : `: ${pause.reason}`} <PauseLink kind="unpause" scope={pause} look={look} />
          </li>
        ))}
      </ul>
      <p class="row">
        <PauseLink kind="pause" scope={{ kind: "all", name: "" }} look={look} />
        {(["marketing", "service", "reply", "internal"] as const).map((name) => (
          <PauseLink kind="pause" scope={{ kind: "purpose", name }} look={look} />
        ))}
      </p>
      <Connections view={view} look={look} />
      <Sources view={view} look={look} />
      <Schedules view={view} look={look} />
      <RulesInForce view={view} look={look} />
    </Page>,
  );
}

function PauseLink({
  kind,
  scope,
  look,
}: {
  readonly kind: "pause" | "unpause";
  readonly scope: PauseScope;
  readonly look: PageLook;
}) {
  const { kind: what, name } = scope;
  const word = what === "all" ? "everything" : what === "purpose" ? `${name} texts` : name;
  return (
    <DecideLink wanted={{ kind, scope: { kind: what, name } }} back="/system" look={look}>
      {`${kind === "pause" ? "Pause" : "Resume"} ${word}`}
    </DecideLink>
  );
}

function Checks({ view }: { readonly view: SystemView }) {
  return (
    <section>
      <h2>Checks</h2>
      <ul class="plain-list">
        {view.checks.map(({ name, isWell, detail }) => (
          <li>
            <State tone={isWell ? "good" : "bad"} word={name} /> <span class="quiet">{detail}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Unevaluated({ view: { backlog }, look }: { readonly view: SystemView; readonly look: Look }) {
  if (backlog.oldestNewAt === null) return <State tone="good" word="nothing" />;
  return (
    <>
      <State tone="wait" word={`events of ${countOf(backlog.lanesWaiting, "contact")}`} />, the oldest came{" "}
      <Instant at={backlog.oldestNewAt} look={look} />
    </>
  );
}

function underWay({ backlog: { runs } }: SystemView): string {
  const told = Object.entries(runs).flatMap(([status, count]) => (count === 0 ? [] : [`${count} ${status}`]));
  return told.length === 0 ? "none" : told.join(", ");
}

function sizeOf(bytes: number): string {
  const megabytes = bytes / 1e6;
  if (megabytes < 1_000) return `${Math.round(megabytes)} MB`;
  const gigabytes = megabytes / 1_000;
  return `${gigabytes < 10 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GB`;
}

function Connections({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  return (
    <Listing name="Connections" head={["Name", "State", "Calls left now", "What to do"]}>
      {view.connections.map(({ name, isPaused, breaker, shutOut, newestCall, newestCallAt, callsLeft }) => (
        <tr>
          <th scope="row">{name}</th>
          <td>
            <ConnectionState isPaused={isPaused} breaker={breaker} shutOut={shutOut} newestCall={newestCall} />{" "}
            {newestCallAt === null || isPaused ? null : (
              <small>
                newest call <Instant at={newestCallAt} look={look} />
              </small>
            )}
          </td>
          <td data-label="Calls left now">{callsLeft === null ? "" : Math.floor(callsLeft)}</td>
          <td>
            <PauseLink kind={isPaused ? "unpause" : "pause"} scope={{ kind: "connection", name }} look={look} />
          </td>
        </tr>
      ))}
    </Listing>
  );
}

function ConnectionState({
  isPaused,
  breaker,
  shutOut,
  newestCall,
}: Pick<SystemView["connections"][number], "isPaused" | "breaker" | "shutOut" | "newestCall">) {
  if (isPaused) return <State tone="warn" word="paused" />;
  switch (breaker) {
    case "open":
      return <State tone="bad" word={`nothing is called for now: ${shutOut ?? "it does not answer"}`} />;
    case "probing":
      return (
        <State tone="warn" word={`one call tries whether it ${shutOut === null ? "answers" : "lets us in"} again`} />
      );
    case "closed":
      if (newestCall === null) return <State tone="quiet" word="not called yet" />;
      return newestCall === "answered" ? (
        <State tone="good" word="answers" />
      ) : (
        <State tone="warn" word="the newest call failed" />
      );
    case null:
      return <State tone="quiet" word="nothing is called" />;
  }
}

function Sources({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  return (
    <Listing name="Sources" head={["Name", "Last event", "Mode"]}>
      {view.sources.map(({ name, lastEventAt, isDry }) => (
        <tr>
          <th scope="row">{name}</th>
          <td data-label="Last event">{lastEventAt === null ? "never" : <Instant at={lastEventAt} look={look} />}</td>
          <td>{isDry ? "dry: nothing leaves" : "live"}</td>
        </tr>
      ))}
    </Listing>
  );
}

function Schedules({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  if (view.schedules.length === 0) return null;
  return (
    <Listing name="Schedules" head={["Rule", "Next"]}>
      {view.schedules.map(({ ruleId, nextAt }) => (
        <tr>
          <th scope="row">
            <RuleLink id={ruleId} look={look} />
          </th>
          <td data-label="Next">{nextAt === null ? "never" : <Instant at={nextAt} look={look} />}</td>
        </tr>
      ))}
    </Listing>
  );
}
