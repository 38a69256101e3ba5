// The query for a program: of the endpoint where there is one, else over the file of the data.

const tripled = (text) => text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;
const raw = (text) => {
  let dashes = "";
  while (text.includes(`)${dashes}"`)) dashes += "-";
  return `r"${dashes}(${text})${dashes}"`;
};

const LIVE = {
  curl: (query, endpoint) =>
    `curl --fail ${shell(endpoint)} -H 'Accept: application/sparql-results+json' \\\n  --data-urlencode query=${shell(query)}\n`,
  Python: (query, endpoint) =>
    `from SPARQLWrapper import JSON, POST, SPARQLWrapper\n\nendpoint = SPARQLWrapper(${JSON.stringify(endpoint)})\nendpoint.setMethod(POST)\nendpoint.setReturnFormat(JSON)\nendpoint.setQuery("""${tripled(query)}""")\nfor row in endpoint.query().convert()["results"]["bindings"]:\n    print({name: term["value"] for name, term in row.items()})\n`,
  R: (query, endpoint) =>
    `library(httr2)\n\nanswer <- request(${JSON.stringify(endpoint)}) |>\n  req_headers(Accept = "text/csv") |>\n  req_body_form(query = ${raw(query)}) |>\n  req_perform()\nread.csv(text = resp_body_string(answer))\n`,
  JavaScript: (query, endpoint) =>
    `const answer = await fetch(${JSON.stringify(endpoint)}, {\n  method: "POST",\n  headers: { Accept: "application/sparql-results+json", "Content-Type": "application/sparql-query" },\n  body: ${JSON.stringify(query)},\n});\nconsole.table((await answer.json()).results.bindings);\n`,
};

const STATIC = {
  curl: (query, dataset) =>
    `curl --fail --remote-name ${shell(dataset)}\npip install pyoxigraph\npython -c ${shell(
      'import pyoxigraph, sys; s = pyoxigraph.Store(); s.bulk_load(path="dataset.nq"); print(s.query(sys.argv[1]).serialize(format=pyoxigraph.QueryResultsFormat.CSV).decode())',
    )} ${shell(query)}\n`,
  Python: (query, dataset) =>
    `from rdflib import Dataset\n\ndata = Dataset()\ndata.parse(${JSON.stringify(dataset)}, format="nquads")\nfor row in data.query("""${tripled(query)}"""):\n    print(row)\n`,
  R: (query, dataset) =>
    `library(rdflib)\n\ndata <- rdf_parse(${JSON.stringify(dataset)}, format = "nquads")\nrdf_query(data, ${raw(query)})\n`,
  JavaScript: (query, dataset) =>
    `import { Store } from "oxigraph";\n\nconst store = new Store();\nstore.load(await (await fetch(${JSON.stringify(dataset)})).text(), { format: "application/n-quads" });\nconsole.log(store.query(${JSON.stringify(query)}, { results_format: "json" }));\n`,
};

/** A program for each language: [name, text]. */
export const snippets = (query, { live, endpoint, dataset }) =>
  Object.entries(live ? LIVE : STATIC).map(([name, write]) => [name, write(query, live ? endpoint : dataset)]);
