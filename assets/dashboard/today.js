// Today, drawn anew while somebody looks at it.
"use strict";

(() => {
  const live = document.getElementById("today-live");
  const today = document.getElementById("today");
  if (live === null || today === null) return;
  const EVERY_MS = 15_000;
  const status = live.querySelector("[role=status]");
  const pause = live.querySelector("button");
  let drawn = null;
  let isPaused = false;
  let timer = null;

  // What somebody is at stays as it is: nothing moves below a focus, a selection or a pointer that is pressed.
  const isInUse = () => {
    const selection = getSelection();
    const isSelected = selection !== null && !selection.isCollapsed && today.contains(selection.anchorNode);
    return isSelected || today.contains(document.activeElement) || today.matches(":active");
  };
  const end = (link) => {
    clearInterval(timer);
    status.replaceChildren(link);
  };
  const draw = (html) => {
    const open = [...today.querySelectorAll("details")].map((one) => one.open);
    today.innerHTML = html;
    [...today.querySelectorAll("details")].forEach((one, at) => (one.open = open[at] === true));
  };
  const look = async () => {
    if (isPaused || document.hidden) return;
    // A page that is only left open does not keep its login alive.
    const headers = { "hx-request": "true", "x-unattended": "true" };
    const response = await fetch("/", { headers, redirect: "manual" }).catch(() => null);
    // An engine that starts anew is asked again; a login that is over does not come back.
    if (response === null || response.status >= 500) return status.replaceChildren(away.NO_CONNECTION);
    if (response.status === 401) return end(away.login());
    if (!response.ok) return end(away.link("/", "No news any more: load the page again"));
    status.replaceChildren();
    const html = await response.text();
    if (html === drawn || isPaused || isInUse()) return;
    draw(html);
    drawn = html;
  };
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? "Keep up to date" : "Stop updating";
    void look();
  });
  document.addEventListener("visibilitychange", () => void look());
  live.hidden = false;
  timer = setInterval(() => void look(), EVERY_MS);
})();
