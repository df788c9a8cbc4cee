/** A promise of what a synchronous function gives or throws. */
export function settled<Result>(work: () => Result): Promise<Result> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
