import { printable } from "../../show/text/printable.ts";
import { State } from "./state.tsx";

/** That the files could not be put in force. */
export function ReloadNotice({ problem }: { readonly problem: string }) {
  return (
    <div class="notice notice-bad" role="alert">
      <State tone="bad" word="Not reloaded." /> The last good version goes on. {printable(problem)}{" "}
      <code>heyrules lint</code> says it all.
    </div>
  );
}
