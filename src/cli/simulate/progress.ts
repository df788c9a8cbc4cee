import type { Surroundings } from "../context.ts";

const WIDTH = 24;

/** Told how much of `total` is done, draws a bar on the terminal, in one line that it draws anew; nothing where there is no terminal. */
export function progressBar({ redraw }: Pick<Surroundings, "redraw">, total: number): (done: number) => void {
  if (redraw === undefined) return () => undefined;
  let shown = -1;
  return (done) => {
    const filled = Math.floor((done / total) * WIDTH);
    if (filled === shown) return;
    shown = filled;
    redraw(done >= total ? "" : `[${"#".repeat(filled)}${" ".repeat(WIDTH - filled)}] ${done} of ${total} events`);
  };
}
