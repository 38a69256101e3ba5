// Oxigraph over the site's own data, away from the page: `{ load, wasm }` fetches and reads, `{ query }` answers.

import init, { Store } from "oxigraph";

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
  // Which form a query has is for the engine to say: the one format that fits is taken.
  try {
    return { type: "application/sparql-results+json", text: store.query(query, { results_format: "json" }) };
  } catch (error) {
    if (!/results? format|graph|CONSTRUCT|DESCRIBE/i.test(String(error?.message ?? error))) throw error;
  }
  return { type: "text/turtle", text: store.query(query, { results_format: "text/turtle" }) };
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
