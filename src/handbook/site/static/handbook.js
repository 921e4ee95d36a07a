/* Handbook: charts that answer, tables that sort, the audit's filter.
   Everything here is an addition: without it the page is whole. Text from tables is only ever set as text. */
(() => {
  "use strict";

  const root = document.documentElement;
  const here = document.currentScript ? document.currentScript.src.replace(/[^/]*$/, "") : "_static/";
  const phrases = JSON.parse(document.querySelector('meta[name="handbook-phrases"]')?.content || "{}");
  const say = (english) => phrases[english] || english;
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));

  function remember(key, value) {
    try { localStorage.setItem(key, value); } catch { /* a page from a disk may keep nothing */ }
  }

  const loaded = new Map();
  function load(address) {
    if (!loaded.has(address)) {
      loaded.set(address, new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = done;
        script.onerror = () => failed(new Error(`${address} did not load`));
        document.head.append(script);
      }));
    }
    return loaded.get(address);
  }

  const specs = new Map();
  window.handbook = {
    figure(id, drawings) { specs.set(id, drawings); },
    commit(hash) {
      const [short, mark] = [hash.slice(0, 12), hash.includes("-") ? say(" with changes") : ""];
      if (hash) all(".hb-commit").forEach((link) => { link.textContent = short + mark; link.title = hash; });
    },
  };

  // ── tooltips ──

  const tip = document.createElement("div");
  tip.className = "hb-tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;

  function lines(value) {
    if (value === null || typeof value !== "object") return [["", String(value)]];
    return Object.entries(value).map(([name, text]) => [name.trim(), String(text)]);
  }

  function show(value, x, y) {
    tip.replaceChildren(...lines(value).map(([name, text]) => {
      const line = document.createElement("p");
      const bold = document.createElement("b");
      bold.textContent = text;
      if (name) line.append(`${name}${say(": ")}`);
      line.append(bold);
      return line;
    }));
    if (!tip.isConnected) document.body.append(tip);
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(x + 14, innerWidth - box.width - 8))}px`;
    tip.style.top = `${y + 18 + box.height > innerHeight ? Math.max(4, y - box.height - 12) : y + 18}px`;
  }

  const hide = () => { tip.hidden = true; };

  // ── badges say what their verdict means: when pointed at, when touched, with the focus of a link round them ──

  const meanings = JSON.parse(document.querySelector('meta[name="handbook-meanings"]')?.content || "{}");

  function explain(badge) {
    const name = badge && Array.from(badge.classList, (one) => one.slice(3)).find((one) => meanings[one]);
    if (!name) return;
    const box = badge.getBoundingClientRect();
    show(meanings[name], box.left - 14, box.bottom - 12);
  }
  const badgeOf = (event) => event.target.closest?.(".hb-badge");
  document.addEventListener("pointerover", (event) => explain(badgeOf(event)));
  document.addEventListener("pointerout", (event) => { if (badgeOf(event)) hide(); });
  document.addEventListener("click", (event) => explain(badgeOf(event)));
  document.addEventListener("pointerdown", (event) => { if (!event.target.closest?.(".hb-chart")) hide(); });
  const focused = () => document.activeElement?.querySelector(":scope > .hb-badge");
  document.addEventListener("focusin", () => explain(focused()));
  document.addEventListener("focusout", (event) => { if (event.target.querySelector?.(":scope > .hb-badge")) hide(); });

  // ── charts ──

  const ready = new WeakMap();

  function wake(chart) {
    if (!ready.has(chart)) {
      ready.set(chart, draw(chart).catch((problem) => {
        // The drawing that came with the page stays.
        console.info(`handbook: ${problem.message}`);
        chart.classList.remove("hb-is-live");
      }));
    }
    return ready.get(chart);
  }

  async function draw(chart) {
    await Promise.all([load(`${here}vega.js`), load(chart.dataset.script)]);
    const drawings = specs.get(chart.dataset.figure);
    if (!drawings) throw new Error(`no drawing of ${chart.dataset.figure}`);
    const box = document.createElement("div");
    box.className = "hb-live";
    const wide = chart.clientWidth >= 600;
    box.hidden = true;
    chart.append(box);
    try {
      await render(chart, box, wide ? drawings.wide : drawings.narrow);
    } catch (problem) {
      box.remove();
      throw problem;
    }
    let shown = wide;
    new ResizeObserver(() => {
      const now = chart.clientWidth >= 600;
      if (now !== shown && chart.clientWidth > 0) {
        shown = now;
        render(chart, box, now ? drawings.wide : drawings.narrow).catch(() => chart.classList.remove("hb-is-live"));
      }
    }).observe(chart);
  }

  function origin(drawing) {
    const moved = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(drawing.querySelector("g").getAttribute("transform") || "");
    return moved ? [Number(moved[1]), Number(moved[2])] : [0, 0];
  }

  async function render(chart, box, spec) {
    const result = await window.handbookVega.embed(box, structuredClone(spec), {
      actions: false,
      ast: true,
      defaultStyle: false,
      renderer: "svg",
      config: { aria: false },
      logLevel: 1,
      tooltip: (handler, event, item, value) => {
        if (value === null || value === undefined || value === "") hide();
        else show(value, event.clientX, event.clientY);
      },
    });
    // The plot stays where the drawing had it, whatever the browser measures beside it.
    const drawn = box.querySelector("svg");
    const still = chart.querySelector(spec === specs.get(chart.dataset.figure).wide ? ".hb-wide" : ".hb-narrow");
    const [dx, dy] = origin(drawn).map((side, axis) => side - origin(still)[axis]);
    const { width, height } = still.viewBox.baseVal;
    drawn.setAttribute("viewBox", `${dx} ${dy} ${width} ${height}`);
    drawn.setAttribute("width", width);
    drawn.setAttribute("height", height);
    // The box is the picture, with the drawing's name; Vega gives both roles of its own.
    drawn.removeAttribute("role");
    box.removeAttribute("aria-roledescription");
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", chart.dataset.label);
    box.hidden = false;
    chart.classList.add("hb-is-live");
    chart.handbook = { view: result.view, at: -1 };
  }

  /* With the keyboard: arrows go from mark to mark, each says what the pointer would. */
  function marks(view) {
    const found = [];
    const walk = (item, x, y) => {
      if (!item) return;
      if (item.marktype) {
        (item.items || []).forEach((child) => {
          if (item.marktype === "group") {
            const dx = x + (child.x || 0);
            const dy = y + (child.y || 0);
            (child.items || []).forEach((inner) => walk(inner, dx, dy));
          } else if (child.tooltip && child.bounds && item.marktype !== "text") {
            const { x1, x2, y1, y2 } = child.bounds;
            found.push({ value: child.tooltip, x1: x + x1, x2: x + x2, y1: y + y1, y2: y + y2 });
          }
        });
      }
    };
    walk(view.scenegraph().root, 0, 0);
    return found;
  }

  function step(chart, by) {
    const live = chart.handbook;
    if (!live) return;
    const found = marks(live.view);
    if (!found.length) return;
    live.at = (live.at + by + found.length) % found.length;
    const mark = found[live.at];
    const { x, y } = onScreen(chart, mark);
    show(mark.value, x, y);
  }

  /* Where a mark of a live chart is in the window: its middle and its sides. */
  function onScreen(chart, { x1, x2, y1, y2 }) {
    const drawn = chart.querySelector(".hb-live svg");
    const box = drawn.getBoundingClientRect();
    const scale = box.width / drawn.viewBox.baseVal.width;
    const [left, top] = origin(drawn).map((side, axis) => side - drawn.viewBox.baseVal[axis ? "y" : "x"]);
    const across = [x1, x2].map((side) => box.left + (side + left) * scale);
    const down = [y1, y2].map((side) => box.top + (side + top) * scale);
    return { across, down, x: (across[0] + across[1]) / 2, y: (down[0] + down[1]) / 2 };
  }

  all(".hb-chart[data-figure]").forEach((chart) => {
    chart.tabIndex = 0;
    chart.setAttribute("role", "group");
    chart.setAttribute("aria-label", say("Chart. Arrow keys read its values."));
    chart.addEventListener("pointerenter", () => wake(chart), { once: true });
    chart.addEventListener("focus", () => wake(chart));
    chart.addEventListener("touchstart", () => wake(chart), { once: true, passive: true });
    chart.addEventListener("pointerleave", hide);
    chart.addEventListener("blur", hide);
    chart.addEventListener("keydown", async (event) => {
      const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") hide();
      if (!by) return;
      event.preventDefault();
      await wake(chart);
      step(chart, by);
    });
  });
  // A page that scrolls to what has the focus takes nothing from who uses the keys.
  addEventListener("scroll", () => { hide(); explain(focused()); }, { passive: true });

  const REACH = 40; // pixels that a finger may miss a mark by

  /* A touch says what the pointer would: of the mark that is nearest to the finger. */
  async function touched(chart, x, y) {
    await wake(chart);
    if (!chart.handbook) return;
    const beside = (at, [from, to]) => Math.max(from - at, at - to, 0);
    const found = marks(chart.handbook.view).map((mark) => {
      const { across, down } = onScreen(chart, mark);
      return { value: mark.value, far: Math.hypot(beside(x, across), beside(y, down)) };
    });
    const [nearest] = found.sort((a, b) => a.far - b.far);
    if (nearest && nearest.far < REACH) show(nearest.value, x, y);
  }

  all(".hb-chart[data-figure]").forEach((chart) => chart.addEventListener("click", (event) => {
    if (event.pointerType === "touch") touched(chart, event.clientX, event.clientY);
  }));

  // ── the chapters at the side: the current one is in sight ──

  function inSight() {
    const link = document.querySelector(".bd-sidebar-primary .current.active > a, #pst-primary-sidebar-modal .current.active > a");
    let box = link?.parentElement;
    while (box && box.scrollHeight <= box.clientHeight + 1) box = box.parentElement;
    if (!box || box === root || box === document.body) return;
    const [from, of] = [link.getBoundingClientRect(), box.getBoundingClientRect()];
    if (from.top < of.top + 120 || from.bottom > of.bottom) box.scrollTop += from.top - of.top - box.clientHeight / 2;
  }
  addEventListener("load", inSight);
  all(".primary-toggle").forEach((button) => button.addEventListener("click", () => setTimeout(inSight, 50)));

  // ── tables that sort ──

  function sortable(table) {
    const body = table.tBodies[0];
    const heads = all("thead th", table);
    heads.forEach((head, column) => {
      if ("unsorted" in head.dataset) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "hb-sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = Array.from(body.rows);
        const value = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
        const numeric = rows.every((row) => value(row) === "" || !Number.isNaN(Number(value(row))));
        const collator = new Intl.Collator(root.lang, { numeric: true });
        rows.sort((a, b) => {
          const [x, y] = [value(a), value(b)];
          if (x === "" || y === "") return (x === "") - (y === "");
          return (numeric ? Number(x) - Number(y) : collator.compare(x, y)) * (down ? -1 : 1);
        });
        body.append(...rows);
        table.dispatchEvent(new Event("sorted"));
      });
    });
  }

  all("table[data-sortable]").filter((table) => table.tBodies[0] && table.tBodies[0].rows.length > 2).forEach(sortable);

  /* A long table grows on demand: buttons below it, for as many rows again or for all. Paper shows all. */
  function growing(table) {
    const line = document.createElement("p");
    const button = (name, howMany) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "hb-button";
      made.textContent = name;
      made.addEventListener("click", () => {
        const next = table.querySelector(".hb-beyond");
        told.by(howMany);
        // Who listens goes on where the table went on.
        next?.querySelector("a")?.focus({ preventScroll: true });
      });
      line.append(made, " ");
      return made;
    };
    const told = (left) => {
      line.hidden = left <= 0;
      some.hidden = left <= step;
      rest.textContent = say("Show all {count} others").replace("{count}", left);
    };
    const step = Number(table.dataset.grows) || 0;
    line.className = "hb-grow";
    line.hidden = true;
    const some = button(say("Show {count} more").replace("{count}", step), step);
    const rest = button("", Infinity);
    (table.closest(".hb-scroll") || table).after(line);
    return told;
  }

  // ── filters: of the audit's claims, of the figures ──

  function filtered(form) {
    const table = document.querySelector("table[data-filtered]");
    const body = table.tBodies[0];
    const words = new Map(Array.from(body.rows, (row) => [row, `${row.textContent} ${row.dataset.text}`.toLowerCase()]));
    const grows = Number(table.dataset.grows) || Infinity;
    const more = growing(table);
    let most = grows;
    const count = form.querySelector(".hb-count");
    const fields = all("[name]", form).map((field) => field.name);

    const filter = () => {
      const wanted = Object.fromEntries(fields.map((name) => [name, form.elements[name].value]));
      const parts = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      // In the order that they stand in now: a reader may have sorted them.
      Array.from(body.rows).forEach((row) => {
        const fits = fields.every((name) => name === "text" || !wanted[name] || row.dataset[name] === wanted[name])
          && parts.every((part) => words.get(row).includes(part));
        row.hidden = !fits;
        if (fits) shown += 1;
        row.classList.toggle("hb-beyond", fits && shown > most);
      });
      count.textContent = form.dataset.of.replace("{n}", shown).replace("{all}", body.rows.length);
      more(shown - most);
    };
    more.by = (howMany) => { most += howMany; filter(); };
    table.addEventListener("sorted", filter);
    const read = () => {
      const hash = location.hash.slice(1);
      const state = new URLSearchParams(hash.includes("=") ? hash : "");
      fields.forEach((name) => { form.elements[name].value = state.get(name) || ""; });
      if (hash && !hash.includes("=")) {
        // A claim that the address names is there, however far down.
        const sought = document.getElementById(decodeURIComponent(hash));
        if (sought && body.contains(sought)) most = Math.max(most, sought.sectionRowIndex + 1);
      }
      filter();
      if (hash.includes("=")) form.scrollIntoView({ block: "start" });
    };
    const write = () => {
      const state = new URLSearchParams(fields.map((name) => [name, form.elements[name].value]).filter(([, value]) => value));
      most = grows;
      history.replaceState(null, "", `${location.pathname}${location.search}${state.size ? `#${state}` : ""}`);
      filter();
    };
    form.addEventListener("input", write);
    form.addEventListener("reset", () => setTimeout(write));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", read);
    read();
  }

  all("form.hb-filter").forEach(filtered);

  const sought = document.querySelector(".bd-search-container input[name=q]");
  if (sought) sought.focus();

  // ── the same page in another language: at the same place, with the same filter; what is chosen is remembered ──

  all("a.hb-language").forEach((link) => {
    const twin = link.href;
    const follow = () => { link.href = twin + location.search + location.hash; };
    ["pointerenter", "focus", "click"].forEach((moment) => link.addEventListener(moment, follow));
    link.addEventListener("click", () => remember("handbook-language", link.dataset.language));
  });

  // ── addresses, anchors inside closed parts, commit, paper ──

  // Where the build was told no address, that of the page is cited: if others can reach it too.
  if (/^https?:$/.test(location.protocol) && !/^(.*\.)?localhost$|^127\.|^\[::1?\]$|^0\.0\.0\.0$/.test(location.hostname)) {
    all(".hb-address").forEach((link) => { link.textContent = link.href; });
    all(".hb-address-text").forEach((text) => { text.textContent = new URL(text.dataset.place, location.href).href; });
  }

  function reveal() {
    let target = null;
    try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { return; }
    if (!target || !target.closest(".bd-article")) return;
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (target.closest("details")) target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  reveal();

  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.querySelector(".hb-commit")) load(`${here}handbook-commit.js`).catch(() => {});
  }, true);

  addEventListener("beforeprint", () => {
    all(".hb-checks").forEach((part) => {
      part.dataset.group = part.getAttribute("name") || "";
      part.dataset.was = part.open ? "open" : "";
      part.removeAttribute("name");
      part.open = true;
    });
  });
  addEventListener("afterprint", () => {
    all(".hb-checks").forEach((part) => {
      part.open = part.dataset.was === "open";
      if (part.dataset.group) part.setAttribute("name", part.dataset.group);
    });
  });
})();
