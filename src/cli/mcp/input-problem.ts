import type { ErrorObject } from "ajv";
import { nearestOrAll } from "../../core/base/suggest.ts";
import { printable } from "../../show/text/printable.ts";
import type { Tool } from "./tools.ts";

/** Why a tool cannot be called so: which input it is, and what may stand there. */
export function inputProblem({ name, inputs }: Tool, [error]: readonly ErrorObject[]): string {
  if (error === undefined) return "The inputs are not as they must be.";
  const { keyword, params, message = "is not as it must be" } = error as ErrorObject & { readonly params: Params };
  if (keyword === "additionalProperties") {
    const extra = String(params.additionalProperty);
    return `${name} has no input "${printable(extra)}"; ${nearestOrAll(extra, Object.keys(inputs))}`;
  }
  if (keyword === "required") {
    const missing = String(params.missingProperty);
    return `${name} needs the input ${missing}: ${String(inputs[missing]?.["description"])}`;
  }
  const which = `The input ${error.instancePath.slice(1)}`;
  if (params.allowedValues === undefined) return `${which} ${message}.`;
  return `${which} must be one of ${params.allowedValues.map((value) => String(value)).join(", ")}.`;
}

interface Params {
  readonly additionalProperty?: unknown;
  readonly missingProperty?: unknown;
  readonly allowedValues?: readonly unknown[];
}

/** A sentence of a command as a caller of tools can follow it: commands by the tools that are them, options as inputs. */
export function inToolWords(sentence: string): string {
  const asTools = TOOL_OF.reduce((words, [command, tool]) => words.replaceAll(command, tool), sentence);
  return asTools.replaceAll(INPUT_OPTION, "$1");
}

const TOOL_OF = [
  ["heyrules events ls", "the tool events_list"],
  ["heyrules events show", "the tool event_show"],
  ["heyrules runs ls", "the tool runs_list"],
  ["heyrules runs show", "the tool run_show"],
  ["heyrules rules ls", "the tool lint"],
  ["heyrules lint", "the tool lint"],
  ["heyrules test", "the tool test"],
  ["heyrules simulate", "the tool simulate"],
  ["heyrules explain", "the tool explain"],
] as const;

const INPUT_OPTION = /(?<![\w-])--(coverage|delivery|diff|event|limit|phone|rule|since|status|strict|type)(?![\w=-])/g;
