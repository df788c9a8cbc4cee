import type { Content } from "../html.ts";

/** That nothing was looked for, and why; nothing where all that was asked for could be read. */
export function NotLookedFor({ problems }: { readonly problems: readonly Content[] }) {
  if (problems.length === 0) return null;
  return (
    <div role="alert" class="notice notice-bad">
      <strong>Nothing was looked for.</strong>
      <ul>
        {problems.map((problem) => (
          <li>{problem}</li>
        ))}
      </ul>
    </div>
  );
}
