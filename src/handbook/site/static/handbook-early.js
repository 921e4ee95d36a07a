/* As early as it can be, without the page waiting for it: light or dark, as chosen or as the system has it. */
(() => {
  "use strict";
  const root = document.documentElement;
  let mode = "auto";
  try {
    mode = localStorage.getItem("mode") || "auto";
    if (localStorage.getItem("handbook-code") === "all") root.dataset.code = "all";
  } catch {
    // No storage (a page from a disk may have none): the system decides, code stays folded.
  }
  root.dataset.mode = mode;
  root.dataset.theme = mode === "auto" ? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light") : mode;
})();
