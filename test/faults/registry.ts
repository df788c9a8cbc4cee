import type { Fault } from "./fault.ts";
import { KILL } from "./injected/f01-kill.ts";

/** Every fault that can be injected, in the order of the catalogue. */
export const FAULTS: readonly Fault[] = [KILL];
