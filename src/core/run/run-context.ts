import type { JsonObject } from "../base/json.ts";
import type { Event, OptState } from "../model/event.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import type { Settings } from "../model/ruleset/settings.ts";
import type { Link } from "./link/link-token.ts";

/** What a run is advanced against. */
export interface RunContext {
  /** The version of the rule the run started with. */
  readonly rule: Rule;
  readonly event: Event;
  readonly optState: OptState | null;
  readonly settings: Settings;
  readonly now: number;
  readonly digest: (text: string) => string;
  /** The client id of a text by effect id. */
  readonly localIdOf: (effectId: string) => string;
  /** The address of a link, which holds its signature. */
  readonly urlOf: (link: Link) => string;
  /**
   * Events of the contact up to now, newest first: those that the steps of the rule count, and those at which an `await` looks
   * back. Absent for whoever has the run and not its lane, where more may be evaluated at this moment: the lane goes on then.
   */
  readonly history?: readonly Event[] | undefined;
  /** What the `report` at an instruction has counted; absent: none was. */
  readonly reported?: { readonly cursor: number; readonly counts: JsonObject };
  /** Called when Heymarket's record of the contact decides something. */
  readonly onContactRead?: (() => void) | undefined;
}

/** What is needed to decide how a run goes on after an attempt or a look. */
export type SettleContext = Pick<RunContext, "rule" | "event" | "now" | "settings" | "digest"> & {
  /** Spreads retries; 0 <= x < 1. */
  readonly random: number;
};

/** An instruction that acts on the outside. */
export type EffectInstruction = Extract<Instruction, { op: "effect" }>;

/** An instruction that waits for an event. */
export type AwaitInstruction = Extract<Instruction, { op: "await" }>;

/** The effect a run has come to, which is to be attempted next. */
export interface PendingEffect {
  readonly effectId: string;
  readonly instruction: EffectInstruction;
}
