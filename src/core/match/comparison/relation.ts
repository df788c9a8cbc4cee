/** How the events that start two rules can lie to each other, as far as it is proved. */
export const RELATIONS = [
  "equal",
  "first-implies-second",
  "second-implies-first",
  "never-both",
  "overlap",
  "undecided",
] as const;

/** One of them. */
export type Relation = (typeof RELATIONS)[number];
