/* The search: every part of the book that holds what was typed, the best first. Results are only ever set as text. */
(() => {
  "use strict";

  const phrases = JSON.parse(document.querySelector('meta[name="handbook-phrases"]')?.content || "{}");
  const say = (english, count) => (phrases[english] || english).replace("{count}", count);
  const KINDS = [say("Section"), say("Figure"), say("Claim"), say("Table"), say("Source"), say("Definition")];
  const AT_ONCE = 50;
  const AROUND = 70;

  const field = document.querySelector(".bd-search-container input[name=q]");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  let book = null;

  // ── results ──

  function marked(text, needles) {
    const made = [];
    let done = 0;
    window.handbook.places(text, needles).forEach(([from, to]) => {
      if (from < done) return;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      made.push(text.slice(done, from), mark);
      done = to;
    });
    made.push(text.slice(done));
    return made;
  }

  function around(part, needles) {
    const [first] = window.handbook.places(part.text, needles);
    const from = first ? Math.max(0, first[0] - AROUND) : 0;
    const text = part.text.slice(from, from + 3 * AROUND);
    return `${from > 0 ? "… " : ""}${text}${from + 3 * AROUND < part.text.length ? " …" : ""}`;
  }

  function entry(part, needles) {
    const item = document.createElement("li");
    const head = document.createElement("p");
    const link = document.createElement("a");
    const where = document.createElement("span");
    const text = document.createElement("p");
    head.className = "hb-result";
    link.href = part.address;
    link.append(...marked(part.title, needles));
    where.className = "hb-muted";
    where.textContent = [KINDS[part.kind], part.where === part.title ? "" : part.where].filter(Boolean).join(" · ");
    head.append(link, " ", where);
    text.append(...marked(around(part, needles), needles));
    item.append(head, text);
    return item;
  }

  function show(found, needles, words) {
    const shown = found.slice(0, AT_ONCE).map((part) => entry(part, needles));
    if (found.length > AT_ONCE) {
      const item = document.createElement("li");
      const more = document.createElement("button");
      more.type = "button";
      more.className = "hb-button";
      more.textContent = say("Show {count} more", found.length - AT_ONCE);
      more.addEventListener("click", () => {
        const rest = found.slice(AT_ONCE).map((part) => entry(part, needles));
        item.replaceWith(...rest);
        rest[0].querySelector("a").focus();
      });
      item.append(more);
      shown.push(item);
    }
    list.replaceChildren(...shown);
    count.textContent = words;
  }

  function search() {
    if (!field.value.trim() || !book) return show([], [], "");
    const { found, whole, needles } = book.find(field.value);
    if (!found.length) return show([], [], say("Nothing found. Fewer or shorter words find more."));
    const words = whole ? say("{count} found", found.length) : say("Nothing holds all of it; {count} come near", found.length);
    return show(found, needles, words);
  }

  window.handbook.index = (rows, words) => {
    book = new window.handbook.Book(rows, words);
    search();
  };

  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", () => {
    const address = new URL(location.href);
    address.searchParams.set("q", field.value);
    try { history.replaceState(null, "", address); } catch { /* a page from a disk keeps its address */ }
    search();
  });
  field.form.addEventListener("submit", (event) => event.preventDefault());
})();
