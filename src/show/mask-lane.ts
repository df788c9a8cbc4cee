import { maskPhone } from "../core/base/phone.ts";
import { printable } from "./printable.ts";

/** A lane for a list: a number with its last four digits only, anything else as it is. */
export function maskLane(lane: string): string {
  return lane.startsWith("+") ? maskPhone(lane) : printable(lane);
}
