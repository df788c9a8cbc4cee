import type { Pause } from "../core/model/decision.ts";

/** What every page knows of who looks at it. */
export interface PageLook {
  readonly visitor: { readonly name: string; readonly role: "read" | "operate"; readonly formToken: string | null };
  /** Number that scripts of the page bear. */
  readonly nonce: string;
  /** What people call a rule in force; null when it has no name, or is in force no more. */
  readonly ruleName: (ruleId: string) => string | null;
  /** The pause of everything; null while something may go out. */
  readonly allPaused: Pause | null;
  /** In which times are told, IANA name. */
  readonly zone: string;
  /** When the page is made, epoch milliseconds. */
  readonly now: number;
  /** Records that the page leaves out since they cannot be read, such as `run run_1`: filled while the page is made. */
  readonly leftOut: ReadonlySet<string>;
  /** Changes with the release, so that a browser keeps nothing of an older one. */
  readonly version: string;
}
