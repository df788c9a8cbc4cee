// The playground: the verdict follows what is written; without this, the button does the same.
"use strict";

(() => {
  const form = document.getElementById("playground");
  const verdict = document.getElementById("verdict");
  if (form === null || verdict === null) return;
  const PAUSE_MS = 600;
  let timer = null;
  let asked = null;

  // What stands where no verdict is yet says that one is being made.
  const nothing = verdict.querySelector(":scope > .empty");
  const whyNothing = nothing?.textContent;
  const sayTrying = (isTrying) => {
    verdict.setAttribute("aria-busy", String(isTrying));
    if (nothing !== null) nothing.textContent = isTrying ? "Trying…" : whyNothing;
  };

  // Stands above a verdict that does not follow what is written, and says why.
  const notice = document.createElement("p");
  notice.id = "verdict-away";
  notice.className = "notice notice-warn";
  notice.setAttribute("role", "status");
  const tell = (...why) => {
    notice.replaceChildren(...why);
    verdict.before(notice);
  };

  const ask = async () => {
    asked?.abort();
    const mine = new AbortController();
    asked = mine;
    verdict.classList.add("stale");
    sayTrying(true);
    try {
      const body = new URLSearchParams(new FormData(form));
      const response = await fetch(form.action, {
        method: "POST",
        body,
        headers: { "hx-request": "true" },
        signal: mine.signal,
      });
      if (response.status === 401) return tell("The verdict does not follow any more. ", away.login());
      if (!response.ok || response.redirected) {
        const { error } = await response.json().catch(() => ({}));
        return tell(error?.message ?? "The engine could not answer: its log says why.");
      }
      notice.remove();
      verdict.innerHTML = await response.text();
      verdict.dispatchEvent(new Event("drawn", { bubbles: true }));
      verdict.classList.remove("stale");
    } catch {
      // What was overtaken by what was written since is no matter.
      if (!mine.signal.aborted) tell("No connection to the engine: the verdict is of what stood here before.");
    } finally {
      if (asked === mine) sayTrying(false);
    }
  };
  form.addEventListener("input", (event) => {
    // What a backtest is asked with is no matter of the verdict.
    if (event.target.name === "days" || event.target.name === "events") return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "try") sayTrying(true);
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

// A draft is kept by the tab until it is discarded, is what the page shows anyway, or somebody logs out.
(() => {
  const KEPT = "heyrules.draft";
  for (const form of document.querySelectorAll("form[action='/logout']"))
    form.addEventListener("submit", () => sessionStorage.removeItem(KEPT));
  const draft = document.getElementById("yaml");
  const note = document.getElementById("kept-draft");
  if (draft === null || note === null) return;

  const tell = (which) => {
    for (const part of note.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== which;
    note.hidden = false;
  };
  const put = (text) => {
    draft.value = text;
    draft.dispatchEvent(new Event("input", { bubbles: true }));
  };
  draft.addEventListener("input", () => {
    if (draft.value === draft.defaultValue) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, draft.value);
  });
  note.addEventListener("click", (event) => {
    const { deed } = event.target.dataset;
    const kept = sessionStorage.getItem(KEPT);
    if (deed === "take" && kept !== null) {
      put(kept);
      tell("restored");
    }
    if (deed === "discard") {
      sessionStorage.removeItem(KEPT);
      if (draft.value === kept) put(draft.defaultValue);
      note.hidden = true;
      draft.focus();
    }
  });

  const kept = sessionStorage.getItem(KEPT);
  if (kept === null || kept === draft.value) return;
  // Who came for something else is shown that, and may have the draft back.
  const isAskedFor = location.search !== "" || document.querySelector("#verdict > .empty") === null;
  if (isAskedFor) tell("offered");
  else {
    draft.value = kept;
    tell("restored");
  }
})();
