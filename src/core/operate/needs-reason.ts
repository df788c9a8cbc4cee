/** What cannot be undone, lets through what the engine kept back, or changes what it does, is answered for. */
const ANSWERED_FOR: readonly string[] = ["drop", "cancel", "release", "erase", "enable", "disable", "promote"];

/** Whether an operation of a kind is done only with a reason, which the audit keeps beside the name. */
export function needsReason(kind: string): boolean {
  return ANSWERED_FOR.includes(kind);
}
