// The list of events: an event beside it, and word of what came since.
"use strict";

// A plain click on a row draws the event beside the list where there is room; every other click is the link it is.
(() => {
  const drawer = document.getElementById("drawer");
  if (drawer === null) return;
  let opener = null;
  const close = () => {
    drawer.replaceChildren();
    opener?.focus();
    opener = null;
  };
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-drawer]") : null;
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (link === null || !isPlain || !matchMedia("(min-width: 60rem)").matches) return;
    event.preventDefault();
    const response = await fetch(link.href, { headers: { "hx-request": "true" } });
    if (!response.ok || response.redirected) {
      location.href = link.href;
      return;
    }
    opener = link;
    drawer.innerHTML = await response.text();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = "Close";
    button.addEventListener("click", close);
    drawer.querySelector("header")?.append(button);
    drawer.dispatchEvent(new Event("drawn", { bubbles: true }));
    drawer.querySelector("h2")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drawer.childElementCount > 0) close();
  });
})();

// News: a link that says how many came, and loads the list anew when pressed. No row moves, nothing takes the focus.
(() => {
  const news = document.getElementById("news");
  if (news === null) return;
  const status = news.querySelector("[role=status]");
  const pause = news.querySelector("button");
  const [path, query] = news.dataset.live.split("?");
  const asked = new URLSearchParams(query);
  let source = null;
  let count = 0;
  let isMore = false;
  let isPaused = false;

  const stop = () => {
    source?.close();
    source = null;
  };
  let failures = 0;
  const show = (...what) => {
    status.replaceChildren(...what);
  };
  const say = (text) => show(away.link(news.dataset.list, text));
  const tell = () => {
    if (count > 0) say(`${isMore ? "More than " : ""}${count} new`);
    else show();
  };
  // A stream does not say why it was refused.
  const tellWhyRefused = async () => {
    const ended = new AbortController();
    const { status: answer } = await fetch(`${path}?${asked}`, { signal: ended.signal }).catch(() => ({ status: 0 }));
    ended.abort();
    if (answer === 401) show(away.login(news.dataset.list));
    else say("No news any more: load the page again");
  };
  const start = () => {
    if (source !== null || isPaused || document.hidden) return;
    const mine = new EventSource(`${path}?${asked}`);
    source = mine;
    mine.addEventListener("open", () => {
      if (failures > 0) tell();
      failures = 0;
    });
    mine.addEventListener("news", (event) => {
      const came = JSON.parse(event.data);
      asked.set("after", event.lastEventId);
      count += came.count;
      isMore = isMore || came.isMore;
      tell();
    });
    // A connection that was lost is made again by the browser; one that was refused is not, as when the login has ended.
    mine.addEventListener("error", () => {
      if (source !== mine) return;
      failures += 1;
      if (mine.readyState === EventSource.CLOSED) void tellWhyRefused();
      // One that is only cut is there again at the next try.
      else if (failures > 1) show(away.NO_CONNECTION);
    });
  };
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    pause.textContent = isPaused ? "Follow new events" : "Stop following";
    if (isPaused) stop();
    else start();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : start()));
  addEventListener("pagehide", stop);
  news.hidden = false;
  start();
})();
