/** A sentence of the engine in which each run that it names is a link. */
export function RunLinks({ sentence }: { readonly sentence: string }) {
  return (
    <>
      {sentence
        .split(/\b(run_[0-9a-f]{20})\b/)
        .map((part, at) => (at % 2 === 1 ? <a href={`/runs/${part}`}>{part}</a> : part))}
    </>
  );
}
