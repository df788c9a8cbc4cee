import type { JsonValue } from "../../../core/base/json.ts";
import type { ActionName, EffectSpecs } from "../../../core/model/ruleset/action.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext, NameContext } from "../compile-context.ts";

import type { WrittenStep } from "../../generated/written-rule.ts";

/** The arguments of an action as written. */
export type Arguments<Name extends ActionName> = NonNullable<WrittenStep[Name]>;

/** How one action is written. */
export interface ActionCompiler<Name extends ActionName> {
  /** What a step with these arguments does; problems are reported. `path` is that of the arguments. */
  compile(written: Arguments<Name>, path: Path, context: CompileContext): EffectSpecs[Name];
  /**
   * One key of what a test expects, as the request has it; absent, every key stands in the request as it is written.
   * A value that is a matcher is not asked about.
   */
  expected?: (
    wanted: { readonly key: string; readonly value: JsonValue },
    path: Path,
    context: NameContext,
  ) => JsonValue;
  /** What the request calls a key of the rule language, where the names differ. */
  readonly requestKeys?: Readonly<Record<string, string>>;
}
