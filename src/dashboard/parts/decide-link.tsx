import type { Wanted } from "../../show/views/decide/address.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { Content } from "../html.ts";
import type { PageLook } from "../page-look.ts";

/** A link to the page that shows what a decision would do before it is taken, and asks why; nothing for who may only look. */
export function DecideLink({
  wanted,
  back,
  weight = "plain",
  look,
  children,
}: {
  readonly wanted: Wanted;
  /** The page it leads back to. */
  readonly back: string;
  /** `first` is what the page is there for, `light` what is rarely the right thing to do. */
  readonly weight?: "first" | "plain" | "light";
  readonly look: PageLook;
  readonly children?: Content;
}) {
  if (look.visitor.role !== "operate") return null;
  const looks = [weight === "first" ? "" : " plain", isHarmful(wanted) ? " danger" : ""].join("");
  return (
    <a class={`button${looks}${weight === "light" ? " light" : ""}`} href={decideHref(wanted, back)}>
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
