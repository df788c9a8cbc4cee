/** What came of one check of `heyrules doctor`. `skipped` means that it could not be made, and says why. */
export interface DoctorCheck {
  /** Such as `credentials`; the names stay the same between versions. */
  readonly name: string;
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** What was found, or why it matters. */
  readonly message: string;
  /** One line each, such as the findings in a file. */
  readonly details: readonly string[];
  /** What to do; null when there is nothing to do. */
  readonly next: string | null;
}

/** Makes the checks of a running engine, which change nothing and call its remotes. Rejects as the store does. */
export type RunDoctor = () => Promise<readonly DoctorCheck[]>;
