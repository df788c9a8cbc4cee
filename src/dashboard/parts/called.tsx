/**
 * What a contact is called, before its number: it may be written from right to left, and then would turn what stands beside it around.
 * Nothing where nobody told a name.
 */
export function Called({ name }: { readonly name: string | null }) {
  if (name === null) return null;
  return (
    <>
      <bdi>{name}</bdi>{" "}
    </>
  );
}

/** A name between signs by which it does not turn what stands beside it around (Unicode UAX 9, isolates), for what is text alone. */
export function apart(name: string): string {
  return `\u2068${name}\u2069`;
}
