import { Called } from "./called.tsx";

/** A contact, the same wherever one is told of: the name where one is known, then the masked number, which leads to what is known of them. */
export function ContactName({
  contact,
  calledAs,
  href = null,
  isRow = false,
}: {
  readonly contact: string;
  readonly calledAs: string | null;
  /** The page of the contact; null where the row leads elsewhere. */
  readonly href?: string | null;
  /** Whether it is what its row is opened by. */
  readonly isRow?: boolean;
}) {
  return (
    <>
      <Called name={calledAs} />
      {href === null ? (
        <span class="nowrap">{contact}</span>
      ) : (
        <a class="nowrap" href={href} {...(isRow ? { "data-row": true } : {})}>
          {contact}
        </a>
      )}
    </>
  );
}
