import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder on the disk that is measured. */
export const DISK = process.env["HEYRULES_BENCH_DIR"] ?? tmpdir();

/** Does work with a folder that is gone afterwards; its disk is the one that is measured. */
export async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(DISK, "heyrules-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
