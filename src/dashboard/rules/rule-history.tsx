import type { RuleView } from "../../show/views/rules/rule.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { AuditTable } from "../system/audit-page.tsx";

/** How a rule came to be as it is: what people decided of it, and its versions. */
export function History(props: { readonly view: RuleView; readonly look: ViewLook }) {
  return (
    <>
      <Decisions {...props} />
      <Versions {...props} />
    </>
  );
}

/** Who turned it on or off, let it out or paused it, when and why. */
function Decisions({ view: { row, decisions }, look }: { readonly view: RuleView; readonly look: ViewLook }) {
  return (
    <section aria-labelledby="decided">
      <h2 id="decided">What people decided of it</h2>
      {decisions.length === 0 ? (
        <p class="quiet">
          Nobody has changed it from here
          {row.pauses.length === 0 ? " or paused it." : "; what is paused now stands above."} Changes that people make
          in its file stand below, without a name.
        </p>
      ) : (
        <>
          <AuditTable rows={decisions} look={look} />
          <p>
            <a href={`/audit?${new URLSearchParams({ kind: "rule", target: row.id }).toString()}`}>
              All that people decided of it
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function Versions({ view: { versions }, look }: { readonly view: RuleView; readonly look: ViewLook }) {
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {versions.length === 0 ? <p class="quiet">The store keeps none yet.</p> : null}
      {versions.map(({ version, firstLoadedAt, lastLoadedAt, isInForce, difference }) => (
        <details>
          <summary>
            <code>{version}</code> {isInForce ? <span class="badge">in force</span> : null}{" "}
            {firstLoadedAt === null ? null : (
              <>
                first loaded <Instant at={firstLoadedAt} look={look} />
              </>
            )}
            {lastLoadedAt === null ? null : (
              <>
                , last <Instant at={lastLoadedAt} look={look} />
              </>
            )}
          </summary>
          {difference.length === 0 ? (
            <p class="quiet">Nothing before it is kept, or its words are the same.</p>
          ) : (
            <pre tabindex={0}>{difference.join("\n")}</pre>
          )}
        </details>
      ))}
    </section>
  );
}
