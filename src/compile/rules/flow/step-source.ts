import type { Instruction } from "../../../core/model/ruleset/rule.ts";
import type { WrittenStep } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import type { Block } from "../blocks.ts";
import type { CompileContext } from "../compile-context.ts";

/** A step, and where it and the arguments of its action stand. */
export interface StepSource {
  readonly step: WrittenStep;
  readonly stepPath: Path;
  readonly path: Path;
  readonly origin: Pick<Extract<Instruction, { op: "effect" }>, "path" | "place">;
  /** The block of steps inside this one. */
  readonly compileSteps: (steps: readonly WrittenStep[], path: Path, context: CompileContext) => Block;
}
