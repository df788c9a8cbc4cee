import { dirname } from "node:path";
import { messageOf } from "../../core/base/errors.ts";

/** Code of the system in an error, such as `ENOENT`; null without one. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** Why a file or folder could not be made or written, and what to do, as the end of a sentence without its full stop. */
export function writeFault(error: unknown, path: string): string {
  const folder = dirname(path);
  switch (systemCode(error) ?? "") {
    case "ENOENT":
      return `there is no folder ${folder}; make it, or name another place`;
    case "ENOTDIR":
    case "EEXIST":
      return `what its path goes through is a file, not a folder; name another place`;
    case "EACCES":
    case "EPERM":
      return `this user may not write in ${folder}; run the command as one who may, or name another place`;
    case "EROFS":
      return `the disk of ${folder} may only be read; name another place`;
    case "ENOSPC":
    case "EDQUOT":
      return `the disk of ${folder} is full; make room, or name another place`;
    default:
      return messageOf(error).replace(/[.]$/, "");
  }
}

/** Why a file could not be read, and what to do, as the end of a sentence without its full stop. */
export function readFault(error: unknown): string {
  switch (systemCode(error) ?? "") {
    case "ENOENT":
      return "there is no such file; name another one";
    case "ENOTDIR":
      return "what its path goes through is no folder; name another one";
    case "EISDIR":
      return "it is a folder; name a file";
    case "EACCES":
    case "EPERM":
      return "this user may not read it; run the command as one who may";
    default:
      return messageOf(error).replace(/[.]$/, "");
  }
}
