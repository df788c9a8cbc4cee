import type { Content } from "../html.ts";
import { Table } from "../parts/table.tsx";

/** A table below its heading; `children` are its rows. */
export function Listing({
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
      <Table name={name} head={head} asCards>
        {children}
      </Table>
    </section>
  );
}
