/** What an injected script would do: it leaves a mark, by which the tests know that it ran. */
const DEED = "globalThis.wasInjected=true";

/** Ways into a page: elements, attributes, addresses, closings of what the text stands in. */
const VECTORS: readonly string[] = [
  `<script>${DEED}</script>`,
  `<img src=x onerror="${DEED}">`,
  `<svg onload="${DEED}"></svg>`,
  `<svg><script>${DEED}</script></svg>`,
  `<math><mtext><img src=x onerror="${DEED}"></mtext></math>`,
  `<details open ontoggle="${DEED}">x</details>`,
  `<input autofocus onfocus="${DEED}">`,
  `<video><source onerror="${DEED}"></video>`,
  `<iframe srcdoc="<script>parent.${DEED}</script>"></iframe>`,
  `<a href="javascript:${DEED}" autofocus>x</a>`,
  `<form action="javascript:${DEED}"><button>x</button></form>`,
  `<object data="data:text/html,<script>${DEED}</script>"></object>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<link rel="stylesheet" href="https://evil.example/x.css">`,
  `<style>*{background:url(https://evil.example/)}</style>`,
  `<div style="background:url(https://evil.example/)">x</div>`,
  `<div hx-get="https://evil.example/" hx-trigger="load">x</div>`,
  `<div hx-on:load="${DEED}" hx-trigger="load">x</div>`,
  `javascript:${DEED}`,
];

/** Where a text may stand in a page, and what leads out of it. */
const WRAPPINGS: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `">${vector}`,
  (vector) => `'>${vector}`,
  (vector) => `</title></textarea></style></script>${vector}`,
  (vector) => `-->${vector}<!--`,
  (vector) => `]]>${vector}`,
  (vector) => vector.replace(/</g, "&lt;").replace(/>/g, "&gt;"),
  (vector) => vector.replace(/</g, "\\u003c"),
  (vector) => `" onmouseover="${DEED}" autofocus onfocus="${DEED}" x="${vector}`,
  (vector) => `{{ "${vector}" }} \${${DEED}} ${vector.toUpperCase()}`,
];

/** 200 hostile texts. */
export const PAYLOADS: readonly string[] = VECTORS.flatMap((vector) => WRAPPINGS.map((wrap) => wrap(vector)));
