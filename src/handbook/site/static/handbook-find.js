/* What of a book holds what was typed, the best first. Nothing of a page is touched here: it runs wherever scripts do.

   A word is known by its key: without accents, plural, and the letters in which British and American spelling differ.
   Chinese is sought as it stands. A number is a value before it is a part of an id. */
(() => {
  "use strict";

  const [SECTION, TABLE, SOURCE, TERM] = [0, 3, 4, 5];
  const HAN = /\p{Script=Han}/u;
  const TOKEN = /\d[\d,]*(?:\.\d+)?(?![\p{Script=Latin}\d])|[\p{Script=Latin}\d]+/gu;
  const AMOUNT = /^(\d[\d,]*(?:\.(\d+))?)(\D*)$/u;

  /* One form for what looks alike: full-width digits, capitals. Each character stays one, so that places stay right. */
  const plain = (text) => Array.from(text, (sign) => {
    const one = sign.normalize("NFKC").toLowerCase();
    return one.length === sign.length ? one : sign;
  }).join("");

  const ALIKE = [
    [/^(\d[\d,]*)/, (digits) => digits.replaceAll(",", "")],
    [/ies$/, "y"], [/(ss|sh|ch|x)es$/, "$1"], [/([^su])s$/, "$1"],
    [/([iy])s(?=(e|ed|ing|er|ation|ational)$)/, "$1z"], [/(.{2}o)u(?=r(ed|ing|al|er|able|ite)?$)/, "$1"],
    [/enc(?=(e|ed|ing)$)/, "ens"], [/tre$/, "ter"], [/mme$/, "m"], [/ogue$/, "og"], [/ll(?=(ed|ing|er)$)/, "l"],
  ];
  const keys = new Map();
  function key(word) {
    if (!keys.has(word)) {
      const bare = word.normalize("NFD").replace(/\p{M}/gu, "");
      keys.set(word, bare.length > 3 ? ALIKE.reduce((made, [from, to]) => made.replace(from, to), bare) : bare);
    }
    return keys.get(word);
  }
  const words = (text) => Array.from(text.matchAll(TOKEN), ([word]) => key(word));
  /* A name however it is spaced: zhuoer zhilian, Zhuo'er Zhilian. */
  const squeezed = (text) => plain(text).replace(TOKEN, key).replace(/[^\p{L}\p{N}]/gu, "");

  /* Whether one slip (a letter wrong, missing, too many, or two swapped) leads from one word to the other. */
  function near(one, other) {
    if (Math.abs(one.length - other.length) > 1) return false;
    let at = 0;
    while (at < one.length && one[at] === other[at]) at += 1;
    const [a, b] = [one.slice(at), other.slice(at)];
    return a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)
      || (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2));
  }

  /* A part of the book, ready to be searched. */
  function prepared([kind, title, address, where, text, { names = [], also = "", amount }], at) {
    const [head, body] = [plain(title), plain(`${text} ${also}`)];
    return {
      kind, title, address, where, text, at, amount, head, body, page: kind === SECTION && !address.includes("#"),
      id: head.split(" ")[0], names: [title, ...names].map(squeezed), headWords: ` ${words(head).join(" ")} `, bodyWords: ` ${words(body).join(" ")} `,
    };
  }

  /* How a text is looked for: Chinese with or without the space before a unit, words by their keys. */
  function needle(text) {
    const name = squeezed(text);
    if (HAN.test(text)) {
      const signs = Array.from(text.replace(/\s+/g, ""), (sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return { name, pattern: new RegExp(signs.join("\\s?"), "gu") };
    }
    const all = words(text);
    if (all.length) return { name, keys: all.join(" ") };
    return { name, pattern: new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "gu") };
  }

  function times(text, sought) {
    let n = 0;
    for (let at = text.indexOf(sought); at >= 0 && n < 6; at = text.indexOf(sought, at + 1)) n += 1;
    return n;
  }

  function counted(part, { keys: wanted, pattern }) {
    if (pattern) return [part.head.match(pattern)?.length || 0, Math.min(6, part.body.match(pattern)?.length || 0), 1];
    const whole = [times(part.headWords, ` ${wanted} `), times(part.bodyWords, ` ${wanted} `), 1];
    if (whole[0] + whole[1] || wanted.length < 3 || /^\d/.test(wanted)) return whole;
    return [times(part.headWords, ` ${wanted}`), times(part.bodyWords, ` ${wanted}`), 0.6];
  }

  function worth(part, one) {
    const [inHead, inBody, share] = counted(part, one);
    const sum = share * ((inHead ? 16 + (part.page ? 8 : 0) : 0) + (inBody ? 2 + inBody : 0));
    // What is called so, a page before a section before a definition; then what has it for an id.
    if (part.names.includes(one.name)) return sum + 60 + (part.page ? 20 : 0) + (part.kind === SECTION ? 12 : 0);
    return sum + (part.id === one.name && part.kind !== SECTION && part.kind !== TERM ? 60 : 0);
  }

  class Book {
    #made = {};

    constructor(rows, { forms = [], magnitudes = {} } = {}) {
      Object.assign(this, { rows, forms, magnitudes });
    }

    /* Made when something is sought: a slow phone takes a third of a second for it, and most who come type first. */
    get parts() { return this.#made.parts ??= this.rows.map(prepared); }

    get names() {
      if (!this.#made.names) {
        const names = new Map();
        this.forms.forEach((group) => group.forEach((form) => {
          const name = squeezed(form);
          names.set(name, [...(names.get(name) || []), group]);
        }));
        this.#made.names = names;
      }
      return this.#made.names;
    }

    get vocabulary() {
      return this.#made.vocabulary ??= new Set(this.parts.flatMap((part) => `${part.headWords}${part.bodyWords}`.split(" ")));
    }

    /* Other forms of a name: translations, synonyms, pinyin; of one not quite typed to its end, or with one slip. */
    others(text, alone) {
      const name = squeezed(text);
      let groups = this.names.get(name) || [];
      if (!groups.length && alone && name.length > 4 && !HAN.test(name) && !this.vocabulary.has(name)) {
        const known = Array.from(this.names.keys());
        let close = known.filter((other) => other.startsWith(name));
        if (!close.length) close = known.filter((other) => near(name, other));
        groups = close.slice(0, 8).flatMap((other) => this.names.get(other));
      }
      return groups.flat().filter((form) => squeezed(form) !== name);
    }

    /* A number with its unit, as an amount: how many, and from where to where it rounds. */
    amount(text, next) {
      const found = AMOUNT.exec(text);
      if (!found) return null;
      const [, digits, decimals = "", unit] = found;
      const sizes = Object.keys(this.magnitudes).sort((a, b) => b.length - a.length);
      const led = (word) => sizes.find((size) => (HAN.test(size) ? word.startsWith(size) : word === size)) || "";
      const said = led(unit || next);
      const number = Number(digits.replaceAll(",", ""));
      const [size, half] = [10 ** (this.magnitudes[said] || 0), 0.5 * 10 ** -decimals.length];
      return { number, low: (number - half) * size, high: (number + half) * size, sized: Boolean(said), worded: Boolean(said && !unit) };
    }

    /* What was typed in quotation marks is one term; so are the words of a name, and a run of Chinese characters. */
    terms(query) {
      const typed = Array.from(plain(query).matchAll(/"([^"]+)"|[^\s"]+/g), ([whole, quoted]) => ({ text: (quoted || whole).trim(), quoted }))
        .filter(({ text }) => text);
      const made = [];
      for (let at = 0; at < typed.length;) {
        let [taken, others] = [1, []];
        for (let n = Math.min(6, typed.length - at); n >= 1 && !others.length; n -= 1) {
          const run = typed.slice(at, at + n).map(({ text }) => text).join(" ");
          others = this.others(run, n === 1 || n === typed.length);
          if (others.length) taken = n;
        }
        const text = typed.slice(at, at + taken).map((one) => one.text).join(" ");
        const amount = taken === 1 ? this.amount(text, typed[at + 1]?.text || "") : null;
        made.push({ text, amount, needles: [needle(text), ...others.map(needle)] });
        at += taken + (amount?.worded ? 1 : 0);
      }
      return made.map((term) => this.mended(term));
    }

    /* A word that stands nowhere is taken for those that one slip makes of it. */
    mended(term) {
      const word = term.needles[0].keys;
      const known = (one) => this.parts.some((part) => counted(part, one)[0] + counted(part, one)[1]);
      if (!word || word.length < 4 || /\d/.test(word) || term.needles.some(known)) return term;
      const close = Array.from(this.vocabulary).filter((other) => other.length > 3 && near(word, other));
      return { ...term, needles: [...term.needles, ...close.map(needle), ...close.flatMap((other) => this.others(other).map(needle))] };
    }

    valued(part, { amount }) {
      if (!amount || !part.amount) return 0;
      const [printed, size] = part.amount;
      if (printed === amount.number) return 50;
      return amount.sized && size >= amount.low && size <= amount.high ? 45 : 0;
    }

    exactly(terms) {
      return this.parts.map((part) => {
        const worths = terms.map((term) => {
          const [first, ...others] = term.needles.map((one) => worth(part, one));
          return Math.max(first, ...others.map((one) => 0.9 * one)) + this.valued(part, term);
        });
        // What the book says stands before what it rests on.
        const rank = part.kind === TABLE || part.kind === SOURCE ? 0.15 : 1;
        return [worths.every(Boolean) ? rank * worths.reduce((whole, one) => whole + one, 0) : 0, part];
      });
    }

    /* Where nothing holds all of it: what holds more than half of it, Chinese two characters at a time. */
    nearly(pieces) {
      return this.parts.map((part) => {
        const there = pieces.filter((piece) => worth(part, piece)).length;
        return [there * 2 > pieces.length ? there : 0, part];
      });
    }

    /* Parts that hold what was typed, the best first; whether they hold all of it; what to mark in them. */
    find(query) {
      const terms = this.terms(query);
      const best = (scored) => scored.filter(([score]) => score)
        .sort(([a, one], [b, other]) => b - a || one.kind - other.kind || one.at - other.at).map(([, part]) => part);
      const all = terms.flatMap((term) => term.needles);
      const found = terms.length ? best(this.exactly(terms)) : [];
      if (found.length || !terms.length) return { found, whole: true, needles: all };
      const pieces = terms.flatMap(({ text, needles }) => {
        const signs = Array.from(text);
        return HAN.test(text) && signs.length > 2 ? signs.slice(1).map((sign, at) => needle(signs[at] + sign)) : needles.slice(0, 1);
      });
      return { found: best(this.nearly(pieces)), whole: false, needles: pieces };
    }
  }

  /* From where to where a text holds what is sought. */
  function places(text, needles) {
    const form = plain(text);
    const wanted = needles.flatMap(({ keys: sought }) => (sought ? sought.split(" ") : []));
    const hit = (word) => wanted.some((one) => key(word) === one || (one.length > 2 && key(word).startsWith(one)));
    const ofWords = Array.from(form.matchAll(TOKEN)).filter(([word]) => hit(word)).map((one) => [one.index, one.index + one[0].length]);
    const ofSigns = needles.flatMap(({ pattern }) => (pattern ? Array.from(form.matchAll(pattern), (one) => [one.index, one.index + one[0].length]) : []));
    return [...ofWords, ...ofSigns].sort(([a], [b]) => a - b);
  }

  window.handbook.Book = Book;
  window.handbook.places = places;
})();
