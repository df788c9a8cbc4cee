import { printable } from "../../show/text/printable.ts";
import type { PageLook } from "../page.tsx";

/** A rule by what people call it, behind it the id that commands and files know it by; leads to its page. */
export function RuleLink({ id, look }: { readonly id: string; readonly look: Pick<PageLook, "ruleName"> }) {
  const name = look.ruleName(id);
  return (
    <>
      <a href={`/rules/${encodeURIComponent(id)}`}>{printable(name ?? id)}</a>
      {name === null ? null : (
        <>
          {" "}
          <small>
            <code>{printable(id)}</code>
          </small>
        </>
      )}
    </>
  );
}
