import { userInfo } from "node:os";
import { EngineError } from "../../core/base/errors.ts";

/** Who does something, for the audit: as `--as` says, else as the machine knows the user. @throws EngineError USAGE for a name that is empty. */
export function personOf({ as: given }: { readonly as?: string }): string {
  if (given !== undefined && given.trim() === "") throw new EngineError("USAGE", "--as takes a name.");
  if (given !== undefined) return given.trim();
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user that has no name.
    return `user ${process.getuid?.() ?? "without a name"}`;
  }
}
