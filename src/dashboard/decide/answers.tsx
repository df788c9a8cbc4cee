import type { AnswerView } from "../../show/views/decide/answers.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";

/** What a remote answered in words, when, and folded below as it came. */
export function Answer({
  answer: { isOpen, waits, attempt },
  look,
}: {
  readonly answer: AnswerView;
  readonly look: ViewLook;
}) {
  const wait = waits === null ? null : `waits: ${waits}`;
  if (attempt === null) return <>{wait ?? (isOpen ? "not tried yet" : "nothing was tried")}</>;
  const { words, remote, at, excerpt } = attempt;
  return (
    <>
      {wait === null ? "" : `${wait}; before: `}
      {words} <Instant at={at} look={look} />
      {excerpt === "" ? null : (
        <details>
          <summary>{remote === null ? "What came of it, as it is stored" : "The answer as it came"}</summary>
          <pre tabindex={0}>{excerpt}</pre>
        </details>
      )}
    </>
  );
}

/** Whether the page looks again by itself, and the way to have it look now. */
export function LookAgain({ isFollowed }: { readonly isFollowed: boolean }) {
  return (
    <p class="quiet">
      {isFollowed ? "Loaded again by itself until each has come to something." : "As it was when this page was loaded."}{" "}
      <a href="">Look again</a>
    </p>
  );
}
