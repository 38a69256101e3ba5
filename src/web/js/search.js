// Searches on a static host: pagefind over folded words, and the hits by kind with the matches marked.
//
// Expected of a page: see templates/search.html. Where a server has answered, there is nothing left to do here.

import { best, h, read, text } from "./finding/dom.js";
import { excerpt } from "./finding/excerpt.js";
import { wordsOf } from "./finding/folding.js";
import { word } from "./words.js";

const EACH = 5; // hits of a kind among others
const PAGE = 20; // hits of a kind alone
const MOST = 12; // words
const WHERE = 3; // fields that are shown for a hit
const PAUSE = 200; // milliseconds without a key before what is typed is searched for
const KIND = "zzkind"; // begins the word by which the index knows the kind of a thing

class Search {
  constructor(root) {
    const part = (name) => root.querySelector(`[data-search="${name}"]`);
    this.index = new URL(root.dataset.index, document.baseURI);
    this.letters = new URL(root.dataset.letters, document.baseURI);
    [this.status, this.results, this.lists] = ["status", "results", "lists"].map(part);
    this.form = root.querySelector("form");
    this.field = this.form.querySelector("input[name=q]");
    ({ fields: this.fields, kinds: this.kinds } = JSON.parse(document.getElementById("search-order").textContent));
    this.turn = 0; // of several searches under way only the last may show what it found
  }

  start() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.go({ q: this.field.value, kind: "", page: 1 });
    });
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.go({ q: this.field.value, kind: "", page: 1 }, true), PAUSE);
    });
    addEventListener("popstate", () => this.follow());
    this.follow();
    if (!this.asked.q) this.field.focus({ preventScroll: true });
  }

  follow() {
    const given = new URLSearchParams(location.search);
    const kind = this.kinds.includes(given.get("kind")) ? given.get("kind") : "";
    const page = /^[1-9][0-9]{0,3}$/.test(given.get("page") ?? "") ? Number(given.get("page")) : 1;
    this.asked = { q: (given.get("q") ?? "").slice(0, 300), kind, page };
    this.field.value = this.asked.q;
    this.search();
  }

  query({ q, kind, page }) {
    const given = new URLSearchParams({ q });
    if (kind) given.set("kind", kind);
    if (page > 1) given.set("page", page);
    return `?${given}`;
  }

  go(asked, typed = false) {
    this.asked = { ...asked, q: asked.q.slice(0, 300) };
    const again = typed && new URLSearchParams(location.search).has("q"); // not an entry of the history for each letter
    history[again ? "replaceState" : "pushState"](null, "", this.query(this.asked));
    this.search();
  }

  async open() {
    this.opening ??= Promise.all([import(this.index.href), read(this.letters)]).then(async ([pagefind, table]) => {
      await pagefind.init();
      return { pagefind, table };
    });
    return this.opening;
  }

  async search() {
    const turn = ++this.turn;
    const { q, kind, page } = this.asked;
    this.lists.hidden = Boolean(q.trim());
    if (!q.trim()) return this.show("", []);
    this.status.textContent = word("search.searching", "Searching");
    try {
      const { pagefind, table } = await this.open();
      const wanted = wanting(q, table.letters);
      const found = wanted.length ? await this.byKind(pagefind, wanted) : new Map();
      const made = await this.groups(found, wanted, table, kind, page);
      if (turn !== this.turn) return undefined;
      const total = [...found.values()].reduce((sum, { length }) => sum + length, 0);
      return this.show(this.told(q, total), [this.menu(found, total, kind), ...made]);
    } catch {
      this.opening = undefined;
      this.lists.hidden = false;
      return this.show(word("search.failed", "The search index could not be loaded here."), []);
    }
  }

  /** What has all words, by kind, the best first. */
  async byKind(pagefind, words) {
    const several = await Promise.all(words.map((each) => this.having(pagefind, each)));
    const [first, ...others] = several.sort((a, b) => a.size - b.size);
    const all = [...first.values()].filter(({ id }) => others.every((each) => each.has(id)));
    const score = ({ id }) => several.reduce((sum, each) => sum + each.get(id).score, 0);
    const scored = all.map((result) => [score(result), result]).sort(([a], [b]) => b - a);
    this.sets ??= await Promise.all(this.kinds.map(async (kind) => new Set((await pagefind.search(KIND + kind)).results.map(({ id }) => id))));
    const found = this.kinds.map((kind, place) => [kind, scored.map(([, each]) => each).filter(({ id }) => this.sets[place].has(id))]);
    return new Map(found.filter(([, results]) => results.length));
  }

  /** What has one word. Pagefind answers with a shorter word where there is none: that is nothing that was asked for. */
  async having(pagefind, wanted) {
    const { results } = await pagefind.search(wanted);
    const meant = results.length && (await results[0].data()).content.split(/[^a-z0-9]+/).some((each) => each.startsWith(wanted));
    return new Map(meant ? results.map((each) => [each.id, each]) : []);
  }

  groups(found, wanted, table, only, page) {
    const kinds = [...found].filter(([kind]) => !only || kind === only);
    return Promise.all(
      kinds.map(async ([kind, results]) => {
        const first = only ? (page - 1) * PAGE : 0;
        const some = await Promise.all(results.slice(first, first + (only ? PAGE : EACH)).map((each) => each.data()));
        const hits = some.map((data) => this.hit(data, wanted, table));
        const heading = h("h2", {}, this.kindName(kind), " ", h("span", { class: "count" }, String(results.length)));
        return h("section", {}, heading, h("ol", { class: "hits" }, hits), this.further(kind, results.length, only, page));
      }),
    );
  }

  kindName(kind) {
    return word(`nav.${kind}`, kind);
  }

  further(kind, total, only, page) {
    if (!only) {
      if (total <= EACH) return null;
      const words = word("search.more", "All {count}: {kind}", { count: total, kind: this.kindName(kind) });
      return h("p", {}, this.link({ ...this.asked, kind, page: 1 }, {}, words));
    }
    const last = Math.ceil(total / PAGE);
    if (last < 2) return null;
    const near = [...new Set([1, 2, page - 1, page, page + 1, last - 1, last])].filter((each) => each >= 1 && each <= last);
    const items = near.map((each) =>
      h("li", {}, each === page ? h("span", { "aria-current": "page" }, String(each)) : this.link({ ...this.asked, page: each }, {}, String(each))),
    );
    return h("nav", { class: "pages", "aria-label": word("search.here", "Pages of what was found") }, h("ul", {}, items));
  }

  menu(found, total, kind) {
    if (found.size < 2) return null;
    const entry = (value, name, count) => {
      const link = this.link({ ...this.asked, kind: value, page: 1 }, { "aria-current": value === kind ? "true" : null }, name);
      return h("li", {}, link, " ", h("span", { class: "count" }, String(count)));
    };
    const items = [...found].map(([each, { length }]) => entry(each, this.kindName(each), length));
    const label = word("search.kinds", "Kinds of things");
    return h("ul", { class: "search-kinds", "aria-label": label }, entry("", word("search.all", "All"), total), items);
  }

  link(asked, attributes, ...children) {
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(asked);
      this.status.focus();
    };
    return h("a", { ...attributes, href: this.query(asked), onclick: follow }, ...children);
  }

  hit({ raw_url: address, meta }, wanted, table) {
    const { labels, around, texts } = JSON.parse(meta.shown);
    const [name, language] = best(labels);
    const line = [...new Set(around.map((each) => best(each)[0]))].join(", ");
    const every = this.matches(texts, wanted, table);
    const title = every.find(([, , parts]) => parts.map(([words]) => words).join("") === name);
    const link = h("a", { href: address.replace(/^\//, "") }, marked(title?.[2] ?? [[name, false]], language));
    const where = every
      .filter((match) => match !== title)
      .map(([field, tag, parts]) =>
        h("div", {}, h("dt", {}, word(`search.field.${field}`, field)), h("dd", {}, marked(parts, tag))),
      );
    const list = where.length ? h("dl", {}, where) : null;
    return h("li", {}, h("span", { class: "name" }, link), line && h("span", { class: "line" }, ` ${line}`), list);
  }

  /** The text of each field that holds most of the words, the weightier fields first. */
  matches(texts, wanted, table) {
    const best_ = new Map();
    for (const [field, language, words] of texts) {
      const [parts, met] = excerpt(words, wanted, table);
      if (met && met > (best_.get(field)?.met ?? 0)) best_.set(field, { met, match: [field, language, parts] });
    }
    return this.fields.flatMap((field) => best_.get(field)?.match ? [best_.get(field).match] : []).slice(0, WHERE);
  }

  told(q, total) {
    if (!total) return word("search.none", "Nothing was found for “{query}”.", { query: q.trim() });
    return word(total === 1 ? "search.found.one" : "search.found", "{count} found", { count: total });
  }

  show(words, parts) {
    this.status.textContent = words;
    this.results.replaceChildren(...parts.filter(Boolean));
  }
}

function marked(parts, language) {
  const made = text("", language);
  made.append(...parts.map(([words, hit]) => (hit ? h("mark", {}, words) : words)));
  return made;
}

/** What is typed as folded words. */
function wanting(q, letters) {
  const words = wordsOf(q, letters).filter((each) => !each.startsWith(KIND));
  return [...new Set(words)].slice(0, MOST);
}

const root = document.querySelector('[data-search="root"]');
if (root && !("answered" in root.dataset)) {
  if (location.protocol === "file:") {
    const note = h("p", { class: "note" }, word("search.unreadable", "The search cannot read its index here."));
    root.querySelector('[data-search="lists"]').prepend(note);
  } else new Search(root).start();
}
