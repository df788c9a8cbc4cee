import type { Wanted } from "../../show/views/decide/address.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { Content } from "../html.ts";
import type { PageLook } from "../page-look.ts";

/** A link to the page that shows what a decision would do before it is taken, and asks why; nothing for who may only look. */
export function DecideLink({
  wanted,
  back,
  look,
  children,
}: {
  readonly wanted: Wanted;
  /** The page it leads back to. */
  readonly back: string;
  readonly look: PageLook;
  readonly children?: Content;
}) {
  if (look.visitor.role !== "operate") return null;
  return (
    <a class={`button plain${isHarmful(wanted) ? " danger" : ""}`} href={decideHref(wanted, back)}>
      {children}
    </a>
  );
}

/** Kinds of decisions that take something away for good. */
export const DANGEROUS: readonly Wanted["kind"][] = ["drop", "cancel", "erase"];

/** Whether a deed takes something away for good, or stops all there is. */
function isHarmful(wanted: Wanted): boolean {
  return DANGEROUS.includes(wanted.kind) || (wanted.kind === "pause" && wanted.scope.kind === "all");
}
