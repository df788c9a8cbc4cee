/** A contact by masked number, and by name where one is known. */
export function ContactName({ contact, calledAs }: { readonly contact: string; readonly calledAs: string | null }) {
  return (
    <>
      <span class="nowrap">{contact}</span>
      {calledAs === null ? null : (
        <>
          <br />
          <small>{calledAs}</small>
        </>
      )}
    </>
  );
}
