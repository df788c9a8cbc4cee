import { countOf } from "../../show/text/count-of.ts";
import type { SystemView } from "../../show/views/system.ts";
import type { PageLook } from "../page.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { Listing } from "./listing.tsx";

/** A page has room for so many; the list of rules has all of them. */
const RULES_SHOWN = 50;

/** The rules in force, those of the files and the engine's own. */
export function RulesInForce({
  view: { rules, ownRules },
  look,
}: {
  readonly view: SystemView;
  readonly look: PageLook;
}) {
  const shown = rules.slice(0, RULES_SHOWN);
  return (
    <>
      <Listing name="Rules in force" head={["Rule", "Version", "Where"]}>
        {shown.map(({ id, version, file, line }) => (
          <tr>
            <th scope="row">
              <RuleLink id={id} look={look} />
            </th>
            <td data-label="Version">
              <code>{version}</code>
            </td>
            <td class="text">{`${file}:${line}`}</td>
          </tr>
        ))}
        {ownRules.map((id) => (
          <tr>
            <th scope="row">
              <RuleLink id={id} look={look} />
            </th>
            <td data-label="Version"></td>
            <td class="text">of the engine itself, in no file</td>
          </tr>
        ))}
      </Listing>
      {shown.length === rules.length ? null : (
        <p>
          <a href="/rules">{`and ${countOf(rules.length - shown.length, "more rule")} of the files`}</a>
        </p>
      )}
    </>
  );
}
