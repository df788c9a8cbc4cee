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

/** Bars from nothing up to the largest; each tells its name and count when it is pointed at. They need no script. */
export function Bars({ counts, names, label }: BarsOf) {
  const largest = Math.max(1, ...counts);
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${counts.length * STEP} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      {counts.map((count, index) => {
        const height = count === 0 ? 0.5 : Math.max(LEAST, (count / largest) * HEIGHT);
        return (
          <g>
            <title>{`${names[index] ?? ""}: ${count}`}</title>
            <path class="bar-room" d={`M${index * STEP} 0h${STEP}v${HEIGHT}h-${STEP}z`} />
            <path
              class={index === counts.length - 1 ? "bar-last" : "bar-one"}
              d={`M${index * STEP + 1} ${HEIGHT}v-${tenths(height)}h${WIDTH}v${tenths(height)}z`}
            />
          </g>
        );
      })}
    </svg>
  );
}

/** Finer is not seen. */
function tenths(height: number): number {
  return Math.round(height * 10) / 10;
}
