/** One thing an engine needs in order to work, as it stands now. */
export interface HealthCheck {
  /** Such as `store`. */
  readonly name: string;
  readonly isWell: boolean;
  /** What there is to say of it, in few words and without a secret: `5 rules, loaded 3m ago`; empty when its name says all. */
  readonly detail: string;
}

/** How an engine stands. Never rejects: what could not be looked at is not well. */
export type Readiness = () => Promise<readonly HealthCheck[]>;
