/** A block of text to be taken elsewhere, with a button that copies it where scripts run. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="copyable">
      <pre tabindex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton text={text} label={label} />
    </div>
  );
}

/** A button that copies a text; it is shown where scripts run. */
export function CopyButton({
  text,
  label,
  words = "Copy",
}: {
  readonly text: string;
  readonly label: string;
  readonly words?: string;
}) {
  return (
    <button type="button" class="plain copy" data-copy={text} aria-label={`Copy ${label}`} hidden>
      {words}
    </button>
  );
}
