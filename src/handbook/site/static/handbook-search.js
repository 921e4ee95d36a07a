/* The search: every part of the book that holds what was typed, the best first. Results are only ever set as text. */
(() => {
  "use strict";

  const phrases = JSON.parse(document.querySelector('meta[name="handbook-phrases"]')?.content || "{}");
  const say = (english, count) => (phrases[english] || english).replace("{count}", count);
  const KINDS = [say("Section"), say("Figure"), say("Claim"), say("Table"), say("Source")];
  const REFERENCE = 3;
  const AT_ONCE = 50;
  const AROUND = 70;

  const field = document.querySelector(".bd-search-container input[name=q]");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  let parts = [];

  /* One form for what looks alike: full-width digits, capitals. Each character stays one, so that places stay right. */
  const plain = (text) => Array.from(text, (sign) => {
    const one = sign.normalize("NFKC").toLowerCase();
    return one.length === sign.length ? one : sign;
  }).join("");

  const HAN = /\p{Script=Han}/u;
  const WORD = /[\p{L}\p{N}]/u;

  /* What was typed in quotation marks is one term; so is a run of Chinese characters. */
  function terms(query) {
    return Array.from(plain(query).matchAll(/"([^"]+)"|[^\s"]+/g), (found) => (found[1] || found[0]).trim()).filter(Boolean);
  }

  /* Words are found with and without the s of the plural. */
  const forms = (term) => (/^[a-z]{3,}s$/.test(term) ? [term, term.slice(0, -1)] : [term]);

  /* Two characters at a time: how a longer Chinese term is sought that stands nowhere as it was typed. */
  function pairs(term) {
    const signs = Array.from(term);
    return signs.slice(1).map((sign, at) => signs[at] + sign);
  }

  function places(text, term) {
    const found = [];
    for (let at = text.indexOf(term); at >= 0 && found.length < 6; at = text.indexOf(term, at + term.length)) found.push(at);
    return found;
  }

  function worth(part, term) {
    let best = 0;
    for (const form of forms(term)) {
      const whole = (text, at) => HAN.test(form) || !(WORD.test(text[at - 1] || "") || WORD.test(text[at + form.length] || ""));
      const inTitle = places(part.head, form);
      const inText = places(part.body, form);
      const exact = part.head === form || part.head.split(" ")[0] === form;
      best = Math.max(best, (exact ? 60 : 0)
        + (inTitle.length ? 12 + (inTitle.some((at) => whole(part.head, at)) ? 6 : 0) : 0)
        + (inText.length ? 2 + inText.length + (inText.some((at) => whole(part.body, at)) ? 3 : 0) : 0));
    }
    return best;
  }

  function exactly(sought) {
    return parts.map((part) => {
      const worths = sought.map((term) => worth(part, term));
      // What the book says stands before what it rests on.
      const sum = worths.reduce((whole, one) => whole + one, 0) * (part.kind < REFERENCE ? 1 : 0.15);
      return [worths.every(Boolean) ? sum : 0, part];
    });
  }

  function nearly(sought) {
    const all = sought.flatMap((term) => (HAN.test(term) && Array.from(term).length > 2 ? pairs(term) : [term]));
    return parts.map((part) => {
      const there = all.filter((term) => worth(part, term));
      return [there.length * 2 > all.length ? there.length : 0, part];
    });
  }

  function best(scored) {
    return scored.filter(([score]) => score).sort(([a, one], [b, other]) => b - a || one.kind - other.kind || one.at - other.at)
      .map(([, part]) => part);
  }

  // ── results ──

  function marked(text, sought) {
    const form = plain(text);
    const hits = sought.flatMap(forms).flatMap((term) => places(form, term).map((at) => [at, at + term.length]))
      .sort(([a], [b]) => a - b);
    const made = [];
    let done = 0;
    hits.forEach(([from, to]) => {
      if (from < done) return;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(from, to);
      made.push(text.slice(done, from), mark);
      done = to;
    });
    made.push(text.slice(done));
    return made;
  }

  function around(part, sought) {
    const at = Math.min(...sought.flatMap(forms).map((term) => part.body.indexOf(term)).filter((place) => place >= 0));
    const from = Number.isFinite(at) ? Math.max(0, at - AROUND) : 0;
    const text = part.text.slice(from, from + 3 * AROUND);
    return `${from > 0 ? "… " : ""}${text}${from + 3 * AROUND < part.text.length ? " …" : ""}`;
  }

  function entry(part, sought) {
    const item = document.createElement("li");
    const head = document.createElement("p");
    const link = document.createElement("a");
    const where = document.createElement("span");
    const text = document.createElement("p");
    head.className = "hb-result";
    link.href = part.address;
    link.append(...marked(part.title, sought));
    where.className = "hb-muted";
    where.textContent = [KINDS[part.kind], part.where === part.title ? "" : part.where].filter(Boolean).join(" · ");
    head.append(link, " ", where);
    text.append(...marked(around(part, sought), sought));
    item.append(head, text);
    return item;
  }

  function show(found, sought, words) {
    const shown = found.slice(0, AT_ONCE).map((part) => entry(part, sought));
    if (found.length > AT_ONCE) {
      const item = document.createElement("li");
      const more = document.createElement("button");
      more.type = "button";
      more.className = "hb-button";
      more.textContent = say("Show {count} more", found.length - AT_ONCE);
      more.addEventListener("click", () => {
        const rest = found.slice(AT_ONCE).map((part) => entry(part, sought));
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
    const sought = terms(field.value);
    if (!sought.length) return show([], [], "");
    const found = best(exactly(sought));
    if (found.length) return show(found, sought, say("{count} found", found.length));
    const near = best(nearly(sought));
    if (!near.length) return show([], [], say("Nothing found. Fewer or shorter words find more."));
    const all = sought.flatMap((term) => (HAN.test(term) ? pairs(term) : [term]));
    return show(near, all, say("Nothing holds all of it; {count} come near", near.length));
  }

  window.handbook.index = (rows) => {
    parts = rows.map(([kind, title, address, where, text], at) => (
      { kind, title, address, where, text, at, head: plain(title), body: plain(text) }));
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
