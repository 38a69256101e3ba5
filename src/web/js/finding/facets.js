// The facets as check boxes with counts: places unfold below their country, long lists can be narrowed down by typing.

import { word } from "../words.js";
import { h, text } from "./dom.js";
import { wordsOf } from "./folding.js";

const SHOWN = 8; // values of a facet before it is asked for more
const LONG = 20; // values from which on a list can be searched

export class Facets {
  constructor(element, labelOf, toggle) {
    this.element = element;
    this.labelOf = labelOf;
    this.toggle = toggle;
    this.unfolded = new Set(); // facets whose whole list is shown
    this.typed = new Map(); // facet → what is typed into its field
  }

  show(entries, choice, counts) {
    const focused = document.activeElement?.dataset?.value === undefined ? null : { ...document.activeElement.dataset };
    this.entries = entries;
    this.choice = choice;
    this.counts = counts;
    const groups = entries.facets.filter((facet) => facet !== "place").map((facet) => this.#group(facet));
    this.element.replaceChildren(...groups.filter(Boolean));
    this.#refocus(focused);
  }

  #refocus(focused) {
    if (!focused) return;
    for (const box of this.element.querySelectorAll("input[type=checkbox]")) {
      if (box.dataset.facet === focused.facet && box.dataset.value === focused.value) box.focus();
    }
  }

  #group(facet) {
    const values = this.#ordered(facet, this.entries.values[facet].values);
    if (!values.length) return null;
    const short = this.unfolded.has(facet) ? this.#matching(facet, values) : values.slice(0, Math.max(SHOWN, this.#chosen(facet, values)));
    const list = h("ul", {}, short.map((value) => this.#item(facet, value)));
    const title = word(`browse.facet.${facet}`, facet);
    return h("fieldset", { class: "facet" }, h("legend", {}, title), this.#field(facet, values, title), list, this.#more(facet, values));
  }

  // What is chosen stands first, so that it is always to be seen; then what most entries have. Decades go by time.
  #ordered(facet, values) {
    const chosen = this.choice.chosen.get(facet) ?? [];
    const count = (value) => this.#count(facet, value);
    const shown = values.filter((value) => count(value) || chosen.includes(value));
    if (facet === "decade") return shown.sort();
    const rank = (value) => (chosen.includes(value) ? 0 : value === "not-stated" ? 2 : 1);
    return shown.sort((a, b) => rank(a) - rank(b) || count(b) - count(a) || (this.#name(facet, a) < this.#name(facet, b) ? -1 : 1));
  }

  #chosen(facet, values) {
    return values.filter((value) => this.choice.chosen.get(facet)?.includes(value)).length;
  }

  #count(facet, value) {
    return this.counts[facet][this.entries.values[facet].at.get(value)] ?? 0;
  }

  #name(facet, value) {
    return this.labelOf(facet, value)[0];
  }

  #item(facet, value) {
    const checked = this.choice.chosen.get(facet)?.includes(value) ?? false;
    const count = this.#count(facet, value);
    const box = h("input", { type: "checkbox", onchange: () => this.#change(facet, value) });
    box.checked = checked;
    Object.assign(box.dataset, { facet, value });
    const number = h("span", { class: "count" }, String(count));
    return h("li", {}, h("label", {}, box, " ", text(...this.labelOf(facet, value)), " ", number), this.#inside(facet, value, checked));
  }

  // A place that is more precise stands instead of those around it, and those inside it.
  #change(facet, value) {
    const line = facet === "place" ? this.entries.line("place", value) : [];
    this.toggle(facet, value, line);
  }

  #inside(facet, value, checked) {
    const opened = (this.choice.chosen.get("place") ?? []).some((place) => this.entries.line("place", place).includes(value));
    if (!(facet === "country" && checked) && !(facet === "place" && (checked || opened))) return null;
    const inside = this.#ordered("place", [...this.entries.inside("place", value)]);
    if (!inside.length) return null;
    const label = word("browse.inside", "Places inside");
    return h("ul", { "aria-label": label }, inside.map((each) => this.#item("place", each)));
  }

  #more(facet, values) {
    if (values.length <= SHOWN) return null;
    const open = this.unfolded.has(facet);
    const words = open ? word("browse.show-fewer", "Show fewer") : word("browse.show-all", "Show all {count}", { count: values.length });
    const flip = () => {
      if (open) this.unfolded.delete(facet);
      else this.unfolded.add(facet);
      this.typed.delete(facet);
      this.show(this.entries, this.choice, this.counts);
      this.element.querySelector(`button[data-facet="${facet}"]`)?.focus();
    };
    const button = h("button", { type: "button", class: "quiet", "aria-expanded": String(open), onclick: flip }, words);
    button.dataset.facet = facet;
    return button;
  }

  #field(facet, values, title) {
    if (!this.unfolded.has(facet) || values.length < LONG) return null;
    const field = h("input", { type: "search", "aria-label": `${title}: ${word("browse.filter", "Find in this list")}` });
    field.value = this.typed.get(facet) ?? "";
    field.addEventListener("input", () => {
      this.typed.set(facet, field.value);
      const list = field.nextElementSibling;
      list.replaceChildren(...this.#matching(facet, values).map((value) => this.#item(facet, value)));
    });
    return field;
  }

  #matching(facet, values) {
    const typed = this.typed.get(facet);
    const sought = wordsOf(typed ?? "", {});
    if (!sought.length) return values;
    return values.filter((value) => {
      const mine = wordsOf(this.#name(facet, value), {});
      return sought.every((word) => mine.some((each) => each.startsWith(word)));
    });
  }
}
