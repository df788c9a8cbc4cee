import type { PauseScope } from "../../core/model/decision.ts";
import { pauseKey } from "../../core/model/decision.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { SystemView } from "../../show/views/system.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { Content } from "../html.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";

type Look = PageLook & ViewLook;

/** How the engine stands. */
export function systemPage(view: SystemView, look: Look): string {
  const { version, node, startedAt, pauses, unevaluated, nextDueAt } = view;
  return documentOf(
    <Page title="System" at="/system" look={look}>
      <dl class="facts card">
        <dt>Release</dt>
        <dd>{`heyrules ${version} on Node ${node}`}</dd>
        <dt>Started</dt>
        <dd>
          <Instant at={startedAt} look={look} />
        </dd>
        <dt>Waiting events</dt>
        <dd>
          {unevaluated === 0 ? <State tone="good" word="none" /> : <State tone="wait" word={String(unevaluated)} />}
        </dd>
        <dt>Next work</dt>
        <dd>{nextDueAt === null ? "none" : nextDueAt === 0 ? "now" : <Instant at={nextDueAt} look={look} />}</dd>
      </dl>
      <h2>What is paused</h2>
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
      <Rules view={view} />
      <h2>Checks</h2>
      <p>
        <code>heyrules doctor</code> checks settings, the store, Heymarket and every connection.
      </p>
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
  if (look.visitor.role !== "operate") return null;
  const { kind: what, name } = scope;
  const word = what === "all" ? "everything" : what === "purpose" ? `${name} texts` : name;
  return (
    <a
      href={decideHref({ kind, scope: { kind: what, name } }, "/system")}
    >{`${kind === "pause" ? "Pause" : "Resume"} ${word}`}</a>
  );
}

function Table({
  name,
  head,
  children,
}: {
  readonly name: string;
  readonly head: readonly string[];
  readonly children?: Content;
}) {
  return (
    <section>
      <h2>{name}</h2>
      <div class="scroll" tabindex={0} role="region" aria-label={name}>
        <table>
          <caption class="hidden">{name}</caption>
          <thead>
            <tr>
              {head.map((one) => (
                <th scope="col">{one}</th>
              ))}
            </tr>
          </thead>
          <tbody>{children}</tbody>
        </table>
      </div>
    </section>
  );
}

function Connections({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  return (
    <Table name="Connections" head={["Name", "State", "What to do"]}>
      {view.connections.map(({ name, isPaused }) => (
        <tr>
          <td>{name}</td>
          <td>{isPaused ? <State tone="warn" word="paused" /> : <State tone="good" word="on" />}</td>
          <td>
            <PauseLink kind={isPaused ? "unpause" : "pause"} scope={{ kind: "connection", name }} look={look} />
          </td>
        </tr>
      ))}
    </Table>
  );
}

function Sources({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  if (view.sources.length === 0) return null;
  return (
    <Table name="Sources" head={["Name", "Last event", "Mode"]}>
      {view.sources.map(({ name, lastEventAt, isDry }) => (
        <tr>
          <td>{name}</td>
          <td>{lastEventAt === null ? "never" : <Instant at={lastEventAt} look={look} />}</td>
          <td>{isDry ? "dry: nothing leaves" : "live"}</td>
        </tr>
      ))}
    </Table>
  );
}

function Schedules({ view, look }: { readonly view: SystemView; readonly look: Look }) {
  if (view.schedules.length === 0) return null;
  return (
    <Table name="Schedules" head={["Rule", "Next"]}>
      {view.schedules.map(({ ruleId, nextAt }) => (
        <tr>
          <td>{ruleId}</td>
          <td>{nextAt === null ? "never" : <Instant at={nextAt} look={look} />}</td>
        </tr>
      ))}
    </Table>
  );
}

function Rules({ view }: { readonly view: SystemView }) {
  return (
    <Table name="Rules in force" head={["Rule", "Version", "Where"]}>
      {view.rules.map(({ id, version, file, line }) => (
        <tr>
          <td>{id}</td>
          <td>
            <code>{version}</code>
          </td>
          <td>{`${file}:${line}`}</td>
        </tr>
      ))}
    </Table>
  );
}
