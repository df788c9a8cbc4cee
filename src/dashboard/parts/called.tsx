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
