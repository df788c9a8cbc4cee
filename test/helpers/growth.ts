/** More of them until the result is clearly that of work which grows with the size: whatever comes in between only takes longer. */
const ROUNDS = { least: 3, most: 15 };
const CLEAR = 1.3;
/** What is shorter is done more often, as its measurement would be noise. */
const LEAST_MS = 2;

/**
 * The power of its size by which the work for an input grows: about 1 where it grows with the size, 2 where it grows with the
 * square, so 1.5 tells them apart with the root of `factor` on either side: ten by default, more for what lies in so much memory that
 * a busy machine is slow to reach it. From the CPU time of this process, the best of some rounds, for
 * `size` and so many times less: neither other processes nor the speed of the machine change it.
 */
export function growthOf<Input>({
  size,
  make,
  work,
  factor = 100,
}: {
  readonly size: number;
  readonly make: (size: number) => Input;
  readonly work: (input: Input) => unknown;
  readonly factor?: number;
}): number {
  const inputs = { small: make(size / factor), large: make(size) };
  let small = Infinity;
  let large = Infinity;
  const growth = (): number => Math.log(large / small) / Math.log(factor);
  for (let round = 0; round < ROUNDS.least || (growth() > CLEAR && round < ROUNDS.most); round += 1) {
    small = Math.min(
      small,
      cpuMsOf(() => work(inputs.small)),
    );
    large = Math.min(
      large,
      cpuMsOf(() => work(inputs.large)),
    );
  }
  return growth();
}

function cpuMsOf(work: () => unknown): number {
  for (let times = 1; ; times *= 2) {
    const before = process.cpuUsage();
    for (let time = 0; time < times; time += 1) work();
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1_000;
    if (ms >= LEAST_MS) return ms / times;
  }
}
