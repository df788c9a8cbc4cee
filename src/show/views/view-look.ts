/** How what is shown is to be told. */
export interface ViewLook {
  readonly now: number;
  /** IANA zone in which instants are told. */
  readonly zone: string;
}
