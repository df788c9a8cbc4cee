import type pico from "picocolors";

/** Colours where the terminal has them. */
export type Style = ReturnType<typeof pico.createColors>;

/** How lines are to look. */
export interface Look {
  readonly style: Style;
}
