// The page for SPARQL: the editor, and what happens between a query and its answer.

import { createMap } from "./map/create.js";
import { element, irisOf, program, table } from "./sparql/answers.js";
import { createEditor } from "./sparql/editor.js";
import { engineFor } from "./sparql/engines.js";
import { csv, download } from "./sparql/files.js";
import { positionsOf } from "./sparql/positions.js";
import { withPrefixes } from "./sparql/prefixes.js";
import { snippets } from "./sparql/snippets.js";
import { word } from "./words.js";

const LABELLED = 500; // IRIs of one answer whose labels are looked up
const PAGES = /^(?:memorial|proposal|person|organization|place|event|source|record|decision)\/./;

const form = document.getElementById("sparql");
const part = (name) => document.querySelector(`[data-${name}]`);
const known = JSON.parse(document.getElementById("sparql-data").textContent);
const textarea = form.querySelector("textarea");
const home = new URL(form.dataset.home, document.baseURI);
const context = {
  ...known,
  home,
  known: (path) => PAGES.test(path) || path === "dataset" || path === "ontology",
  origin: new URL(".", home).href,
};
const editor = createEditor(textarea, known, { label: "sparql-label", run: () => run() });
const status = (text) => (part("status").textContent = text);
const FROM_DISK = location.protocol === "file:"; // no page may load anything there
const engine = FROM_DISK ? undefined : engineFor(form.dataset);
let running; // the AbortController of the query that runs
let map;

// -- running ----------------------------------------------------------------------------------------------------------

async function run() {
  running?.abort();
  const mine = (running = new AbortController());
  begin();
  const started = performance.now();
  try {
    const { engine: asked } = await engine;
    const answer = await asked.ask(withPrefixes(editor.text, known.prefixes), { signal: mine.signal, tell: status });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    if (mine === running) await show(answer, seconds, asked, mine.signal);
  } catch (error) {
    if (mine === running) fail(error, mine.signal.aborted);
  } finally {
    if (mine === running) part("cancel").hidden = true;
  }
}

function begin() {
  editor.clear();
  part("error").textContent = "";
  part("cancel").hidden = false;
  status(word("sparql.running", "Running the query."));
}

function fail(error, cancelled) {
  part("answer").hidden = true;
  if (cancelled) return status(word("sparql.cancelled", "The query was cancelled."));
  status("");
  const { line, column, message } = error;
  const where = line ? word("sparql.place", "Line {line}, column {column}: {message}", { line, column, message }) : message;
  part("error").textContent = `${word("sparql.failed", "The query could not be run")}. ${where}`;
  if (line) editor.mark(line, column, message);
}

// -- showing ----------------------------------------------------------------------------------------------------------

async function show({ type, text }, time, asked, signal) {
  const [answer, downloads, result] = [part("answer"), part("downloads"), part("result")];
  map?.destroy();
  map = undefined;
  for (const each of [downloads, result, part("map")]) each.replaceChildren();
  answer.hidden = false;
  if (!type.includes("json")) return showTriples(text, time, downloads, result);
  const json = JSON.parse(text);
  if ("boolean" in json) {
    result.append(element("p", { className: "lead", text: json.boolean ? word("sparql.yes", "Yes.") : word("sparql.no", "No.") }));
    return status(result.textContent);
  }
  const [columns, rows] = [json.head.vars, json.results.bindings];
  const labels = await labelsOf(irisOf(rows).slice(0, LABELLED), asked, signal);
  counted("rows", rows.length, time);
  downloads.append(
    download("answer.csv", "text/csv;charset=utf-8", () => csv(columns, rows)),
    download("answer.json", "application/sparql-results+json", () => text),
  );
  if (!rows.length) result.append(element("p", { text: word("sparql.nothing", "The query has no answer: nothing matches.") }));
  else result.append(...table(columns, rows, labels, context));
  offerMap(positionsOf(columns, rows, labels));
}

function counted(what, count, time) {
  const key = count === 1 ? `sparql.${what}.one` : `sparql.${what}`;
  status(word(key, `{count} ${what} in {time} s.`, { count, time }));
}

function showTriples(text, time, downloads, result) {
  counted("triples", text.split(/[.;,]\s*\n/).length - 1, time);
  downloads.append(download("answer.ttl", "text/turtle;charset=utf-8", () => text));
  result.append(program(text));
}

/** What to call the things of an answer, in the language of the page if they have a name in it. */
async function labelsOf(iris, asked, signal) {
  const labels = new Map();
  const safe = iris.filter((iri) => !/[\s<>"{}|\\^`]/.test(iri));
  if (!safe.length) return labels;
  const text = `SELECT ?i ?l { VALUES ?i { ${safe.map((iri) => `<${iri}>`).join(" ")} } ?i <http://www.w3.org/2000/01/rdf-schema#label> ?l }`;
  const order = [document.documentElement.lang, "en", ""];
  const rank = (language) => (order.includes(language) ? order.indexOf(language) : order.length);
  try {
    const answer = JSON.parse((await asked.ask({ text, shift: 0 }, { signal, tell: () => {} })).text);
    for (const { i, l } of answer.results.bindings) {
      const language = l["xml:lang"] ?? "";
      const before = labels.get(i.value);
      if (!before || rank(language) < rank(before.language)) labels.set(i.value, { text: l.value, language });
    }
  } catch {
    signal.throwIfAborted(); // without labels an answer is still an answer
  }
  return labels;
}

function offerMap(collection) {
  if (!collection.features.length) return;
  const button = element("button", { type: "button", text: word("sparql.map", "Show the answer on a map") });
  const count = element("span", { className: "small soft", text: ` ${word("sparql.points", "{count} positions", { count: collection.features.length })}` });
  const line = element("p", {}, button, count);
  button.addEventListener("click", () => {
    const canvas = element("div");
    line.replaceWith(element("figure", { className: "map" }, canvas));
    map = createMap(canvas, collection, {});
    map.ready.catch(() => (canvas.textContent = word("map.unavailable", "The interactive map cannot be shown here.")));
  });
  part("map").append(line);
}

// -- the rest of the page ---------------------------------------------------------------------------------------------

const link = () => new URL(`#query=${encodeURIComponent(editor.text)}`, location.href);

async function share() {
  history.replaceState(null, "", link());
  try {
    await navigator.clipboard.writeText(location.href);
    status(word("sparql.shared", "The link is in the clipboard."));
  } catch {
    status(location.href);
  }
}

/** Take the query of the address, in its fragment, where no server sees it, or in its query, where the form puts it. */
function fromAddress() {
  const text = new URLSearchParams(location.hash.slice(1)).get("query") ?? new URLSearchParams(location.search).get("query");
  if (text === null) return false;
  editor.text = text;
  return true;
}

async function showSnippets() {
  const about = await engine;
  const made = snippets(withPrefixes(editor.text, known.prefixes, "\n").text, about);
  part("languages").replaceChildren(...made.flatMap(([name, text]) => [element("h3", { text: name }), program(text, name)]));
}

function start() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  part("cancel").addEventListener("click", () => running?.abort());
  part("share").addEventListener("click", share);
  const gallery = form.querySelector("select");
  gallery.addEventListener("change", () => {
    const chosen = known.queries.find(({ name }) => name === gallery.value);
    if (chosen) editor.text = chosen.text;
  });
  part("snippets").addEventListener("toggle", showSnippets);
  addEventListener("hashchange", fromAddress);
  for (const name of ["gallery", "share", "hint", "snippets"]) part(name).hidden = false;
  fromAddress();
}

if (FROM_DISK) {
  form.addEventListener("submit", (event) => event.preventDefault());
  part("run").disabled = true;
  part("error").textContent = word("sparql.file", "From a folder, a page may not load the data.");
} else start();
