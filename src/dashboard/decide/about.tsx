import type { DecidedContact } from "../../show/views/contacts/decided-contact.ts";

/** Who is decided of, and what they wrote that they are held for. */
export function About({ contact: { contact, calledAs, wrote } }: { readonly contact: DecidedContact }) {
  return (
    <>
      <p>
        <strong>{calledAs === null ? "Nobody told their name" : <bdi>{calledAs}</bdi>}</strong>, {contact}
      </p>
      {wrote === null ? null : (
        <>
          <p class="quiet">They wrote:</p>
          <blockquote class="quote">{wrote}</blockquote>
        </>
      )}
    </>
  );
}
