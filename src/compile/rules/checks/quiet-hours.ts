import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import { excerptOf } from "../../../core/base/diagnostic.ts";
import type { Instruction, Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";

/** Warns once, at the first text that sells, where there are no quiet hours: it goes out at any hour of the night. */
export function findUnquietTexts(
  rules: readonly Rule[],
  { sending }: Settings,
  sources: readonly { readonly file: string; readonly text: string }[],
): readonly Diagnostic[] {
  if (sending.quietHours !== null) return [];
  for (const { id, file, enabled, program } of rules) {
    if (enabled === "off") continue;
    const text = program.find(sells);
    if (text === undefined) continue;
    const caps = sending.frequency.length === 0 ? " and no caps" : "";
    return [
      {
        code: "no-quiet-hours",
        severity: "warning",
        message: `"${id}" sends texts that sell, and there are no quiet hours${caps}: they go out at any hour of the night`,
        hint: 'write sending.quiet_hours in heyrules.yaml, such as quiet_hours: { window: "21:00-08:00" }',
        file,
        ...text.place,
        excerpt: excerptOf(sources.find((source) => source.file === file)?.text ?? "", text.place.line),
      },
    ];
  }
  return [];
}

function sells(step: Instruction): step is Extract<Instruction, { op: "effect" }> {
  return step.op === "effect" && "purpose" in step.effect && step.effect.purpose === "marketing";
}
