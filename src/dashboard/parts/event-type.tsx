import { eventWords } from "../../show/text/event-words.ts";

/** What happened, in people's words, with the type by which rules and searches know it. */
export function EventType({ type }: { readonly type: string }) {
  const words = eventWords(type);
  if (words === null) return <>{type}</>;
  return (
    <>
      {words} <code class="quiet">{type}</code>
    </>
  );
}
