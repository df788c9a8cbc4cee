// What the dashboard does beyond plain pages; without it every link and form works all the same.
"use strict";

// Keys: g and the letter of a screen goes there, / searches. Dead in fields, and with a modifier.
(() => {
  let armed = false;
  document.addEventListener("keydown", (event) => {
    const isField = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
    if (isField || event.ctrlKey || event.metaKey || event.altKey) return;
    if (armed) {
      armed = false;
      const link = [...document.querySelectorAll("a[data-key]")].find(({ dataset }) => dataset.key === event.key);
      if (link !== undefined) {
        event.preventDefault();
        link.click();
      }
      return;
    }
    if (event.key === "g") armed = true;
    const search = document.querySelector("input[type=search]");
    if (event.key === "/" && search !== null) {
      event.preventDefault();
      search.focus();
    }
  });
})();
