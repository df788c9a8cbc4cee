/** What bars show. */
export interface BarsOf {
  /** One for each bar, from left to right. */
  readonly counts: readonly number[];
  /** What each bar stands for, such as a date. */
  readonly names: readonly string[];
  /** What they tell, for whoever does not see them. */
  readonly label: string;
}

const HEIGHT = 44;
const STEP = 10;
const WIDTH = 8;
/** So that one among many is seen. */
const LEAST = 1.5;

/** Bars from nothing up to the largest, in as few marks as they take; the label tells them to whoever does not see them. They need no script. */
export function Bars({ counts, names, label }: BarsOf) {
  const largest = Math.max(1, ...counts);
  const bars = counts.map((count, index) => {
    const height = tenths(count === 0 ? 0.5 : Math.max(LEAST, (count / largest) * HEIGHT));
    return `M${index * STEP + 1} ${HEIGHT}v-${height}h${WIDTH}v${height}z`;
  });
  const told = counts.flatMap((count, index) => (count === 0 ? [] : [`${names[index] ?? ""}: ${count}`]));
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${counts.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <title>{told.length === 0 ? "none" : told.join(", ")}</title>
      <path class="bar-one" d={bars.slice(0, -1).join("")} />
      <path class="bar-last" d={bars.at(-1) ?? ""} />
    </svg>
  );
}

/** Finer is not seen. */
function tenths(height: number): number {
  return Math.round(height * 10) / 10;
}
