import type { Content } from "../html.ts";

/** A table that scrolls in its own box when it is wider than the page; `children` are its rows. */
export function Table({
  name,
  head,
  asCards = false,
  children,
}: {
  /** What it lists, for whoever does not see it. */
  readonly name: string;
  /** Headings of its columns; one of numbers stands on the right. */
  readonly head: readonly (string | { readonly ofNumbers: string })[];
  /** Whether each row becomes a card on a narrow page. */
  readonly asCards?: boolean;
  readonly children?: Content;
}) {
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={name}>
      <table {...(asCards ? { class: "rows" } : {})}>
        <caption class="hidden">{name}</caption>
        <thead>
          <tr>{head.map((one) => heading(one))}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

function heading(column: string | { readonly ofNumbers: string }) {
  if (typeof column === "string") return <th scope="col">{column}</th>;
  return (
    <th scope="col" class="number">
      {column.ofNumbers}
    </th>
  );
}
