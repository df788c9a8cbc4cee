// What the dashboard does beyond plain pages; without it every link and form works all the same.
"use strict";

// What the live parts of pages say when they go on no more.
const away = {
  NO_CONNECTION: "No connection to the engine; trying again",
  link: (href, text) => {
    const link = document.createElement("a");
    link.className = "button";
    link.href = href;
    link.textContent = text;
    return link;
  },
  /** Leads through the login back to a page of ours; without one, to the page at hand. */
  login: (path = location.pathname + location.search) => {
    const query = path === "/" ? "" : `?${new URLSearchParams({ to: path })}`;
    return away.link(`/login${query}`, "You are logged out: log in");
  },
};

// Keys: g and the letter of a screen goes there, / searches, j and k move between rows, ? explains. Dead in fields, with a
// modifier, and for who switched them off.
(() => {
  const SWITCH = "heyrules.keys";
  const isOn = () => localStorage.getItem(SWITCH) !== "off";
  const help = document.getElementById("keys");
  const keysOn = document.getElementById("keys-on");
  if (keysOn !== null) {
    keysOn.checked = isOn();
    keysOn.addEventListener("change", () => {
      if (keysOn.checked) localStorage.removeItem(SWITCH);
      else localStorage.setItem(SWITCH, "off");
    });
  }

  const moveBy = (step) => {
    const rows = [...document.querySelectorAll("a[data-row]")];
    const at = rows.indexOf(document.activeElement);
    const next = at === -1 ? (step > 0 ? 0 : rows.length - 1) : at + step;
    rows[Math.max(0, Math.min(rows.length - 1, next))]?.focus();
  };
  const linkOf = (name, key) => [...document.querySelectorAll(`a[data-${name}]`)].find((a) => a.dataset[name] === key);

  let armed = false;
  document.addEventListener("keydown", (event) => {
    const isField = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
    if (isField || event.ctrlKey || event.metaKey || event.altKey || help?.open === true) return;
    const { key } = event;
    // The one key that stays, since it leads to the switch.
    if (key === "?" && help !== null) {
      event.preventDefault();
      help.showModal();
      return;
    }
    if (!isOn()) return;
    const link = armed ? linkOf("key", key) : linkOf("shortcut", key);
    armed = !armed && key === "g";
    if (link !== undefined) {
      event.preventDefault();
      link.click();
      return;
    }
    if (key === "j" || key === "k") moveBy(key === "j" ? 1 : -1);
    const search = document.querySelector("input[type=search]");
    if (key === "/" && search !== null) {
      event.preventDefault();
      search.focus();
    }
  });
})();

// Buttons that copy a text.
(() => {
  const show = (root) => {
    if (navigator.clipboard === undefined) return;
    for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest("button[data-copy]") : null;
    if (button === null) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const words = button.textContent;
    if (words === "Copied") return;
    button.textContent = "Copied";
    setTimeout(() => {
      button.textContent = words;
    }, 1500);
  });
  show(document);
  document.addEventListener("drawn", (event) => show(event.target));
})();
