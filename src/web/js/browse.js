// Browses memorials and proposals by facets: what is chosen stands in the address, and list, map and timeline follow it.
//
// Expected of a page: see templates/browse.html. Without this script its links lead to ready-made lists.

import { choiceIn, ORDERS, queryOf, toggled } from "./finding/choice.js";
import { datesInWords } from "./finding/dates.js";
import { best, h, text } from "./finding/dom.js";
import { load } from "./finding/entries.js";
import { csv, geojson, MOST_TURTLE, save, turtle } from "./finding/export.js";
import { Facets } from "./finding/facets.js";
import { showMap } from "./finding/map.js";
import { showTimeline } from "./finding/timeline.js";
import { word } from "./words.js";

const PAGE = 50;

class Browse {
  constructor(root) {
    this.data = new URL(root.dataset.data, document.baseURI);
    this.root = new URL("../../", this.data); // where the files without a language are
    this.parts = Object.fromEntries([...root.querySelectorAll("[data-browse]")].map((part) => [part.dataset.browse, part]));
    const { facets, terms } = JSON.parse(document.getElementById("browse-terms").textContent);
    this.names = facets;
    this.terms = terms;
    this.labelOf = (facet, value) => this.label(facet, value);
    this.facets = new Facets(this.parts.facets, this.labelOf, (...what) => this.go(toggled(this.choice, ...what)));
    this.choice = choiceIn(location.search, facets);
    const wide = matchMedia("(width >= 60rem)"); // on a small screen what fits comes first
    const fold = () => (this.parts.fold.open = wide.matches);
    wide.addEventListener("change", fold);
    fold();
    addEventListener("popstate", () => this.turn(choiceIn(location.search, facets)));
  }

  async start() {
    try {
      await load(this.data, (entries) => {
        this.entries = entries;
        this.tools();
        this.show();
      });
    } catch {
      this.say(word("browse.failed", "The data for browsing could not be loaded."));
    }
  }

  /** Make a choice: a new entry in the history of the browser. */
  go(choice) {
    history.pushState(null, "", queryOf(choice, this.names));
    this.turn(choice);
  }

  turn(choice) {
    this.choice = choice;
    if (this.entries) this.show();
  }

  label(facet, value) {
    const page = document.documentElement.lang;
    if (this.terms[facet] && Object.hasOwn(this.terms[facet], value)) return [this.terms[facet][value], page];
    if (value === "not-stated") return [word(`browse.not-stated.${facet}`, word("browse.not-stated.any", "Not stated")), page];
    const { at, labels } = this.entries.values[facet];
    const [words, language] = best(labels[at.get(value)] ?? {});
    return words ? [words, language] : [value, ""];
  }

  address(row) {
    return `${this.entries.names[row]}.html`;
  }

  show() {
    const { rows, counts } = this.entries.fitting(this.choice.chosen);
    this.rows = this.entries.sorted(rows, this.choice.order);
    this.facets.show(this.entries, this.choice, counts);
    this.chips();
    this.status();
    this.list();
    this.pages();
    const address = (row) => this.address(row);
    showTimeline(this.parts.timeline, this.entries, this.rows, address);
    showMap(this.parts.map, this.entries, this.rows, address);
  }

  say(words) {
    this.parts.status.textContent = words;
  }

  status() {
    const { loaded, total } = this.entries;
    const given = { count: this.rows.length, every: total };
    if (loaded < total) this.say(word("browse.loading", "Loading: {count} of {every}", { count: loaded, every: total }));
    else this.say(word("browse.total", "{count} of {every}", given));
  }

  link(choice, attributes, ...children) {
    const follow = (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.go(choice);
      this.parts.status.focus();
    };
    return h("a", { ...attributes, href: queryOf(choice, this.names), onclick: follow }, ...children);
  }

  chips() {
    const { chips } = this.parts;
    const made = [...this.choice.chosen].flatMap(([facet, values]) =>
      values.map((value) => {
        const gone = h("span", { class: "visually-hidden" }, `${word("browse.remove", "Remove")} `);
        const title = `${word(`browse.facet.${facet}`, facet)}: `;
        const cross = h("span", { "aria-hidden": "true" }, " ×");
        return h("li", {}, this.link(toggled(this.choice, facet, value), { class: "chip" }, gone, title, text(...this.label(facet, value)), cross));
      }),
    );
    const none = { ...this.choice, chosen: new Map(), page: 1 };
    if (made.length > 1) made.push(h("li", {}, this.link(none, {}, word("browse.clear", "Remove all"))));
    chips.hidden = !made.length;
    chips.replaceChildren(...made);
  }

  list() {
    const last = Math.max(1, Math.ceil(this.rows.length / PAGE));
    this.page = Math.min(this.choice.page, last);
    const some = this.rows.slice((this.page - 1) * PAGE, this.page * PAGE);
    const none = h("p", { class: "note" }, word("browse.none", "Nothing fits all that is chosen."));
    this.parts.list.replaceChildren(some.length ? h("ul", { class: "cards" }, some.map((row) => this.card(row))) : none);
  }

  card(row) {
    const { entries } = this;
    const where = [entries.place[row], entries.country[row]].map((labels) => best(labels)[0]).filter(Boolean);
    const kind = entries.names[row].startsWith("proposal/") ? word("browse.type-of.proposal", "Proposal") : "";
    const line = [kind, [...new Set(where)].join(", "), datesInWords(entries.dates[row])].filter(Boolean).join(" · ");
    const name = h("a", { href: this.address(row) }, text(...best(entries.labels[row])));
    return h("li", {}, h("span", { class: "name" }, name), h("span", { class: "line" }, line));
  }

  pages() {
    const last = Math.ceil(this.rows.length / PAGE);
    if (last < 2) return this.parts.pages.replaceChildren();
    const near = [1, 2, this.page - 1, this.page, this.page + 1, last - 1, last];
    const items = [...new Set(near)].filter((page) => page >= 1 && page <= last).map((page) => {
      if (page === this.page) return h("li", {}, h("span", { "aria-current": "page" }, String(page)));
      return h("li", {}, this.link({ ...this.choice, page }, {}, String(page)));
    });
    const label = word("browse.page", "Page {page} of {last}", { page: this.page, last });
    return this.parts.pages.replaceChildren(h("nav", { class: "pages", "aria-label": label }, h("ul", {}, items)));
  }

  tools() {
    const { tools } = this.parts;
    if (!tools.hidden) return;
    const options = ORDERS.map((order) => h("option", { value: order, selected: order === this.choice.order }, word(`browse.by.${order}`, order)));
    const order = h("select", { onchange: () => this.go({ ...this.choice, order: order.value, page: 1 }) }, options);
    addEventListener("popstate", () => (order.value = this.choice.order));
    const files = [["csv", "CSV"], ["geojson", "GeoJSON"], ["turtle", "Turtle"]].map(([format, name]) =>
      h("button", { type: "button", onclick: () => this.download(format) }, name),
    );
    const given = h("span", { role: "group", "aria-label": word("browse.download", "Download what fits:") }, word("browse.download", "Download what fits:"), ...files);
    tools.replaceChildren(h("label", {}, `${word("browse.order", "Order:")} `, order), given);
    tools.hidden = false;
  }

  async download(format) {
    const { entries, rows, labelOf } = this;
    if (format === "turtle" && rows.length > MOST_TURTLE) {
      return this.say(word("browse.download-most", "At most {count} entries.", { count: MOST_TURTLE }));
    }
    try {
      if (format === "csv") save(csv(entries, rows, labelOf), "memorials.csv", "text/csv;charset=utf-8");
      else if (format === "geojson") save(geojson(entries, rows, labelOf), "memorials.geojson", "application/geo+json");
      else save(await turtle(entries, rows, this.root), "memorials.ttl", "text/turtle;charset=utf-8");
      return this.say(word("browse.download-done", "The file is ready: {count} entries.", { count: rows.length }));
    } catch (error) {
      return this.say(word("browse.download-failed", "The file could not be made: {reason}", { reason: error.message }));
    }
  }
}

const root = document.querySelector(".browse[data-data]");
// From file:// no file beside the page may be read: there the links lead to the ready-made lists.
if (root && location.protocol !== "file:") new Browse(root).start();
