// Oxigraph over the site's own data, away from the page: `{ load, wasm }` fetches and reads, `{ query }` answers.

import init, { Store } from "oxigraph";
import { asksForGraph } from "./sparql/prefixes.js";

let store;

async function load(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}: ${address}`);
  const text = await answer.text();
  postMessage({ bytes: text.length });
  const fresh = new Store();
  fresh.load(text, { format: "application/n-quads", lenient: true, no_transaction: true });
  return fresh;
}

function answer(query) {
  const type = asksForGraph(query) ? "text/turtle" : "application/sparql-results+json";
  return { type, text: store.query(query, { results_format: type }) };
}

addEventListener("message", async ({ data }) => {
  try {
    if (data.load) {
      await init({ module_or_path: data.wasm });
      store = await load(data.load);
      postMessage({ loaded: store.size });
    } else {
      postMessage(answer(data.query));
    }
  } catch (error) {
    postMessage({ error: String(error?.message ?? error) });
  }
});
