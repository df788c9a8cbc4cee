import type { Wanted } from "../../show/views/decide/address.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { Content } from "../html.ts";

/** A link to the page that shows what a decision would do before it is taken, and asks why. */
export function DecideLink({
  wanted,
  back,
  children,
}: {
  readonly wanted: Wanted;
  /** The page it leads back to. */
  readonly back: string;
  readonly children?: Content;
}) {
  return (
    <a class="button plain" href={decideHref(wanted, back)}>
      {children}
    </a>
  );
}
