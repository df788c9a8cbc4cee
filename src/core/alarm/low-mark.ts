const MEGABYTE = 1_048_576;

/** Below so many free bytes nothing new is taken in on a disk of `total` bytes: 256 MB, or a twentieth of a small disk. */
export function lowMark(total: number): number {
  return Math.min(256 * MEGABYTE, total / 20);
}
