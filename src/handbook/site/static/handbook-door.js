/* The front door: on to the language that was chosen before, else to the browser's, else to the author's. */
(() => {
  "use strict";
  const ways = Array.from(document.querySelectorAll("a[data-language]"));
  let chosen = "";
  try { chosen = localStorage.getItem("handbook-language") || ""; } catch { /* a page from a disk may keep nothing */ }
  const wanted = [chosen, ...(navigator.languages || [])].map((tag) => tag.toLowerCase().split("-")[0]);
  const way = wanted.map((code) => ways.find((link) => link.dataset.language === code)).find(Boolean) || ways[0];
  location.replace(way.href + location.search + location.hash);
})();
