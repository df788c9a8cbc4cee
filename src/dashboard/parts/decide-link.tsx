import type { Content } from "../html.ts";

/** A link to the page that shows what a decision would do before it is taken, and asks why. */
export function DecideLink({
  wish,
  children,
}: {
  /** Parameters of the decision, `kind` first. */
  readonly wish: Readonly<Record<string, string>>;
  readonly children?: Content;
}) {
  return (
    <a class="button plain" href={`/decide?${new URLSearchParams(wish).toString()}`}>
      {children}
    </a>
  );
}
