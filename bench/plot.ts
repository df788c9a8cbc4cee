import { show } from "./figure.ts";
import type { Plot } from "./figure.ts";

const WIDTH = 720;
const NAMES = 300;
const AMOUNTS = 110;
const ROW = 28;
const HEAD = 48;
/** From so many times the smallest on the smaller ones could not be told apart. */
const FAR_APART = 50;

/** A plot as SVG, legible on a light and on a dark page. */
export function drawPlot({ title, unit, bars }: Plot, note: string): string {
  const values = bars.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isLogarithmic = most / least > FAR_APART;
  const share = (value: number): number =>
    isLogarithmic ? (1 + Math.log10(value / least)) / (1 + Math.log10(most / least)) : value / most;
  const height = HEAD + bars.length * ROW + 24;
  const rows = bars.map(({ name, value }, index) => {
    const y = HEAD + index * ROW;
    const length = Math.max(2, share(value) * (WIDTH - NAMES - AMOUNTS));
    const bar = `<rect x="${NAMES}" y="${y}" width="${length.toFixed(1)}" height="${ROW - 8}" rx="2"/>`;
    const amount = `<text x="${(NAMES + length + 8).toFixed(1)}" y="${y + 15}">${show(value)} ${escaped(unit)}</text>`;
    return `<text class="name" x="${NAMES - 10}" y="${y + 15}">${escaped(name)}</text>${bar}${amount}`;
  });
  const scale = isLogarithmic ? "; logarithmic scale" : "";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}</style>`,
    `<text class="title" x="0" y="20">${escaped(title)}</text>`,
    ...rows,
    `<text class="note" x="0" y="${height - 8}">${escaped(note + scale)}</text>`,
    "</svg>\n",
  ].join("\n");
}

const STYLE = [
  "text { font: 13px system-ui, sans-serif; fill: #24292f }",
  ".title { font-weight: 600; font-size: 15px }",
  ".name { text-anchor: end }",
  ".note { font-size: 11px; fill: #57606a }",
  "rect { fill: #2f6f9f }",
  "@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .note { fill: #9198a1 } rect { fill: #6cb6e8 } }",
].join(" ");

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
