import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

/** Reports when Heymarket cannot be told as which member a text or note appears. */
export function requireSender(sender: number | null, path: Path, { settings, findings }: CompileContext): void {
  if (sender !== null || settings.sender !== null) return;
  const message = "there is no member to send as";
  const hint = "set `heymarket.sender` in heyrules.yaml";
  findings.error({ code: "missing-sender", path, which: "key", message, hint });
}

/** Reports that keys exclude each other; the last of them is at fault. */
export function reportConflict(keys: readonly string[], path: Path, { findings }: CompileContext): void {
  const message = `only one of ${keys.join(" and ")} can be given`;
  findings.error({ code: "conflicting-keys", path: [...path, keys.at(-1) ?? ""], which: "key", message });
}
