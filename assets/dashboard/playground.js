// The playground: the verdict follows what is written; without this, the button does the same.
"use strict";

(() => {
  const form = document.getElementById("playground");
  const verdict = document.getElementById("verdict");
  if (form === null || verdict === null) return;
  const PAUSE_MS = 600;
  let timer = null;
  let asked = null;

  const ask = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    verdict.classList.add("stale");
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "hx-request": "true" },
        signal: mine.signal,
      });
      if (!response.ok || response.redirected) return;
      verdict.innerHTML = await response.text();
      verdict.dispatchEvent(new Event("drawn", { bubbles: true }));
      verdict.classList.remove("stale");
    } catch {
      // Overtaken by what was written since, or the engine is away: the button says so.
    }
  };
  form.addEventListener("input", (event) => {
    // What a backtest is asked with is no matter of the verdict.
    if (event.target.name === "days" || event.target.name === "events") return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });

  // The place of a finding leads to it in the draft.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-line]") : null;
    const draft = document.getElementById("yaml");
    if (link === null || draft === null) return;
    event.preventDefault();
    const lines = draft.value.split("\n");
    const line = Number(link.dataset.line);
    const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    draft.focus();
    draft.setSelectionRange(before + Number(link.dataset.column) - 1, before + (lines[line - 1] ?? "").length);
    draft.scrollTop = (draft.scrollHeight / lines.length) * Math.max(0, line - 5);
  });
})();
