import type { Checkup, DoctorView } from "../../show/views/doctor.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page.tsx";
import { FormToken } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { State } from "../parts/state.tsx";

type DoctorCheck = Checkup["checks"][number];

const TONES: Readonly<Record<DoctorCheck["status"], Tone>> = {
  ok: "good",
  warning: "warn",
  failed: "bad",
  skipped: "quiet",
};
const WORDS: Readonly<Record<DoctorCheck["status"], string>> = {
  ok: "good",
  warning: "to look at",
  failed: "failed",
  skipped: "not checked",
};

/** What `heyrules doctor` says of the engine, and the button that has it look. */
export function Doctor({ view, look }: { readonly view: DoctorView; readonly look: PageLook & ViewLook }) {
  const { isUnderWay, last } = view;
  return (
    <section id="doctor">
      <h2>Doctor</h2>
      {isUnderWay ? (
        <p role="status">
          <State tone="wait" word="the checks are being made" />: this page looks again by itself.
        </p>
      ) : null}
      {last === null ? (
        isUnderWay ? null : (
          <p class="empty">Not run yet since the start.</p>
        )
      ) : (
        <p>
          Looked <Instant at={last.at} look={look} />
          {last.problem === null ? `: ${summaryOf(last.checks)}.` : "."}
        </p>
      )}
      {last === null || last.problem === null ? null : <p class="notice notice-bad">{last.problem}</p>}
      <ul class="plain-list">
        {(last?.checks ?? []).map((check) => (
          <Finding check={check} />
        ))}
      </ul>
      <Run isUnderWay={isUnderWay} look={look} />
      <p class="quiet">
        The checks look at what is in force, and call Heymarket and each connection to see whether they answer: nothing
        is sent or changed. In a terminal, <code>heyrules doctor</code> looks at the files too, and lists the ids of
        inboxes and members.
      </p>
    </section>
  );
}

function Finding({ check: { name, status, message, details, next } }: { readonly check: DoctorCheck }) {
  return (
    <li>
      <State tone={TONES[status]} word={`${name}: ${WORDS[status]}`} /> <span class="quiet">{message}</span>
      {details.length === 0 ? null : (
        <ul>
          {details.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      )}
      {next === null ? null : <Next name={name} next={next} />}
    </li>
  );
}

/** What to do: on a page of the dashboard where there is one, and as it is done at a terminal. */
function Next({ name, next }: { readonly name: string; readonly next: string }) {
  const page = PAGES.get(name);
  if (page === undefined) return <div>{`→ ${next}`}</div>;
  return (
    <div>
      → <a href={page.href}>{page.words}</a> <small class="quiet">{`or in a terminal: ${next}`}</small>
    </div>
  );
}

/** Where something can be done about what a check found. */
const PAGES: ReadonlyMap<string, { readonly href: string; readonly words: string }> = new Map([
  ["held", { href: "/contacts?state=held", words: "Look at the contacts that are held" }],
  ["pauses", { href: "/system#paused", words: "Look at what is paused" }],
  [
    "staff-numbers",
    { href: "/contacts?state=held", words: "Look whether the number is among the contacts that are held" },
  ],
]);

function Run({ isUnderWay, look }: { readonly isUnderWay: boolean; readonly look: PageLook }) {
  if (look.visitor.role !== "operate" || isUnderWay) return null;
  return (
    <form method="post" action="/system/doctor">
      <FormToken look={look} />
      <button>Run the checks</button>
    </form>
  );
}

function summaryOf(checks: readonly DoctorCheck[]): string {
  const count = (status: DoctorCheck["status"]): number => checks.filter((check) => check.status === status).length;
  return (["ok", "warning", "failed", "skipped"] as const)
    .map((status) => `${count(status)} ${WORDS[status]}`)
    .join(", ");
}
