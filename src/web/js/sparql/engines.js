// Who answers a query: a live endpoint, or Oxigraph in this browser over the site's own file. Both give the same:
// `ask(query, { signal, tell })` → { type: media type, text } and throw an AnswerError, with the line where there is one.

import { assets } from "../assets.js";
import { word } from "../words.js";

const RESULTS = "application/sparql-results+json";
const GRAPH = "text/turtle";

export class AnswerError extends Error {
  constructor(message, line = 0, column = 0) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

const AT = /\b(?:error at |line )?(\d+):(\d+):? (.*)/s;

/** What the engine's grammar expected, where it says it in a way that helps. */
function plain(expected) {
  if (expected.includes("Prefix not found")) return word("sparql.prefix", "a prefix is not declared");
  return /\['.' \.\.=|\[_\]/.test(expected) ? word("sparql.unread", "the query cannot be read from here on") : expected.trim();
}

/** An error in words, and the place in the text that they speak of. */
export function inWords(text, shift = 0) {
  const found = AT.exec(text);
  if (!found) return new AnswerError(text);
  const [line, column] = [Number(found[1]), Number(found[2])];
  return new AnswerError(plain(found[3]), line, Math.max(1, line === 1 ? column - shift : column));
}

class Live {
  constructor(endpoint) {
    this.endpoint = endpoint;
  }

  async ask({ text, shift }, { signal }) {
    const answer = await fetch(this.endpoint, {
      body: text,
      headers: { Accept: `${RESULTS}, ${GRAPH};q=0.9`, "Content-Type": "application/sparql-query" },
      method: "POST",
      signal,
    });
    const body = await answer.text();
    if (answer.ok) return { type: (answer.headers.get("Content-Type") ?? "").split(";")[0], text: body };
    throw inWords(detail(body) || `${answer.status} ${answer.statusText}`, shift);
  }
}

function detail(body) {
  try {
    const said = JSON.parse(body);
    return String(said.detail ?? said.title ?? "");
  } catch {
    return body.slice(0, 500);
  }
}

/** A worker that holds the data; it is ended when a query is cancelled, for nothing else can stop the engine. */
class Here {
  #worker;
  #ready;

  constructor(dataset, wasm) {
    this.dataset = dataset;
    this.wasm = wasm;
  }

  #start(tell) {
    this.#worker = new Worker(new URL("sparql-worker.js", assets));
    this.#ready = this.#post({ load: this.dataset, wasm: this.wasm }, tell);
    this.#ready.catch(() => this.#end());
    return this.#ready;
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = this.#ready = undefined;
  }

  #post(message, tell = () => {}) {
    const worker = this.#worker;
    return new Promise((done, fail) => {
      worker.onerror = (event) => fail(new AnswerError(event.message || "the worker failed"));
      worker.onmessage = ({ data }) => {
        if (data.bytes !== undefined) tell(data.bytes);
        else if (data.error !== undefined) fail(inWords(data.error, message.shift));
        else done(data);
      };
      worker.postMessage(message);
    });
  }

  async ask(query, { signal, tell }) {
    await (this.#ready ?? this.#start((bytes) => tell(word("sparql.loading", "Loading {size} MB.", { size: (bytes / 1e6).toFixed(1) }))));
    signal.throwIfAborted();
    tell(word("sparql.running", "Running the query."));
    const stop = () => this.#end();
    signal.addEventListener("abort", stop, { once: true });
    const aborted = new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason), { once: true }));
    try {
      return await Promise.race([this.#post({ query: query.text, shift: query.shift }), aborted]);
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}

/** The engine for this page: what site.json says there is, or this browser. */
export async function engineFor({ dataset, site, wasm, root }) {
  const absolute = (link) => new URL(link, document.baseURI).href;
  const said = await fetch(absolute(site)).then((answer) => (answer.ok ? answer.json() : {}), () => ({}));
  if (said.live && said.sparql) {
    const endpoint = new URL(said.sparql, absolute(root)).href;
    return { live: true, endpoint, engine: new Live(endpoint) };
  }
  return { live: false, dataset: absolute(dataset), engine: new Here(absolute(dataset), absolute(wasm)) };
}
