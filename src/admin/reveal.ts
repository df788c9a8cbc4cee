import { EngineError } from "../core/base/errors.ts";
import { phoneOfLane } from "../core/model/source.ts";
import type { Operator } from "../ports/operator.ts";

/** The whole number of the contact of a lane, after the audit was told who looked at it. @throws EngineError NOT_FOUND when it has none. */
export async function revealedNumber(
  operator: Operator,
  { lane, by, reason }: { readonly lane: string; readonly by: string; readonly reason: string | null },
): Promise<string> {
  const phone = phoneOfLane(lane);
  if (phone === null) throw new EngineError("NOT_FOUND", "This contact has no number.");
  await operator.operate({ operation: { kind: "reveal", phone }, isPlan: false, by, reason });
  return phone;
}
