// Answers as a page shows them: a table with labels, a yes or no, or triples as text. All of it is data, so nothing is
// ever written as HTML.

import { word } from "../words.js";
import { shortened } from "./prefixes.js";

const SHOWN = 200;

export function element(name, { text, ...properties } = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
}

const NUMBER = /#(?:integer|decimal|double|float|int|long|nonNegativeInteger)$/;

/** The address of a thing's page, or of an http IRI elsewhere; nothing for any other. */
function address(iri, { base, home, known }) {
  if (iri.startsWith(base)) {
    const [path, fragment] = iri.slice(base.length).split("#", 2);
    if (!/^[\w-]+(?:\/[^/#?]+)*$/.test(path) || !known(path)) return "";
    return new URL(`${path.split("/").map(encodeURIComponent).join("/")}.html${fragment ? `#${fragment}` : ""}`, home).href;
  }
  return /^https?:\/\/[^/]/.test(iri) ? iri : "";
}

function iriCell(value, labels, context) {
  const href = address(value, context);
  const label = labels.get(value);
  const short = shortened(value, context.prefixes, context.base);
  const shown = element("bdi", { text: label?.text ?? short, title: label ? short : "" });
  if (label?.language) shown.lang = label.language;
  if (!href) return shown;
  return element("a", { href, rel: href.startsWith(context.origin) ? "" : "external noreferrer" }, shown);
}

function cell(term, labels, context) {
  const made = element("td");
  if (!term) return made;
  if (term.type === "uri") made.append(iriCell(term.value, labels, context));
  else if (term.type === "bnode") made.textContent = `_:${term.value}`;
  else {
    const language = term["xml:lang"];
    const text = element("span", { className: "stated", text: term.value, dir: "auto" });
    if (language) text.lang = language;
    made.append(text);
    if (language) made.append(" ", element("span", { className: "soft small", text: language }));
    if (NUMBER.test(term.datatype ?? "")) made.className = "number";
  }
  return made;
}

/** Every IRI that a table shows, each once. */
export function irisOf(rows) {
  const found = new Set();
  for (const row of rows) for (const term of Object.values(row)) if (term.type === "uri") found.add(term.value);
  return [...found];
}

export function table(columns, rows, labels, context) {
  const body = element("tbody");
  let shown = 0;
  const note = element("p", { className: "small soft" });
  const more = element("button", { type: "button", text: word("sparql.more", "Show more rows") });
  const show = () => {
    const next = rows.slice(shown, shown + SHOWN);
    for (const row of next) body.append(element("tr", {}, ...columns.map((name) => cell(row[name], labels, context))));
    shown += next.length;
    note.textContent = shown < rows.length ? word("sparql.showing", "{shown} of {count} rows.", { shown, count: rows.length }) : "";
    more.hidden = shown >= rows.length;
  };
  more.addEventListener("click", show);
  show();
  const head = element("tr", {}, ...columns.map((text) => element("th", { scope: "col", text })));
  const made = element("table", { className: "answers" }, element("thead", {}, head), body);
  const scroller = element("div", { className: "scroller", tabIndex: 0, role: "region" }, made);
  scroller.setAttribute("aria-label", word("sparql.table", "Answer as a table"));
  return [scroller, note, more];
}

export function program(text, label = word("sparql.answer", "Answer")) {
  const made = element("pre", { className: "program", tabIndex: 0, role: "region" }, element("code", { text }));
  made.setAttribute("aria-label", label);
  return made;
}
