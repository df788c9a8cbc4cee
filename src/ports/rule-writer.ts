import type { Rule } from "../core/model/ruleset/rule.ts";

/** How far a person wants a rule let out: on, in shadow, off, or a step further than it is. */
export type RuleWish =
  /** `canary` is the share of contacts it is live for, in percent; null for all. */
  | { readonly kind: "enable"; readonly ruleId: string; readonly inShadow: boolean; readonly canary: number | null }
  | { readonly kind: "disable"; readonly ruleId: string }
  /** `canary` is the share of contacts it is live for next, in percent; null for the step that comes by itself. */
  | { readonly kind: "promote"; readonly ruleId: string; readonly canary: number | null };

/** How a file becomes another one. */
export interface FileChange {
  readonly file: string;
  /** Where it changes, from 1. */
  readonly line: number;
  /** Lines of a unified diff. */
  readonly diff: readonly string[];
  /** SHA-256 of the file as it is, hex. */
  readonly seen: string;
}

/** A change of a rule in its file that loads, not written yet. */
export interface RuleChange {
  readonly ruleId: string;
  /** States as `rules ls` says them. */
  readonly from: string;
  readonly to: string;
  /** Of the rule as it will be. */
  readonly version: string;
  /** How many texts it may come to at most, those of rules that its events start among them. */
  readonly textSteps: number;
  /** Ids of other rules that the files have in another version than is in force: they come into force with it. */
  readonly comeAlong: readonly string[];
  readonly fileChange: FileChange;
  /** The whole file as it will be, without a byte order mark. */
  readonly text: string;
}

/** Why there is no change. */
export interface RefusedWish {
  /** The end of a sentence. */
  readonly refused: string;
  /** `name` when there is no such rule in the files; absent when that is not known. */
  readonly about?: "project" | "name" | "state" | "text";
}

/** Writes the rule files an engine was started from. */
export interface RuleWriter {
  /**
   * The change that a wish takes, or why there is none, also when the file could not be replaced. Reads the files, and writes
   * nothing. Never throws for what stands in them.
   */
  plan(wish: RuleWish, inForce: readonly Rule[]): Promise<RuleChange | RefusedWish>;
  /**
   * Writes a change, and has the engine read its files again. Gives why that went wrong, or null; what is in force then is for the
   * engine to say.
   *
   * @throws EngineError FILE_UNUSABLE when the file cannot be replaced, or is not as it was planned on; it is as it was.
   */
  write(change: RuleChange): Promise<string | null>;
}
