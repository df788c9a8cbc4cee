import { getSystemErrorName } from "node:util";

/** The system's own word for why SQLite failed, in brackets, such as ` (EACCES)`; empty when it gave none. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error) || !("systemErrno" in error)) return "";
  const { systemErrno } = error;
  return typeof systemErrno === "number" && systemErrno > 0 ? ` (${getSystemErrorName(-systemErrno)})` : "";
}
