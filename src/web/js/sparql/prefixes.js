// Declares the prefixes that a query uses and does not declare, as the endpoint does it: before its first line, so that
// lines keep their numbers.

// What is no name: texts, IRIs and comments.
const OTHER = /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\n]*/g;
const NAME = /(?<![\w?$:@-])([A-Za-z][\w-]*):/g;
const DECLARED = /\bPREFIX\s+([A-Za-z][\w-]*):/gi;

const FORM = /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i;
const masked = (query) => query.replace(OTHER, (text) => text.replace(/[^\n]/g, " "));

/** Tell whether the answer to a query is a graph. */
export const asksForGraph = (query) => /^[CD]/i.test(FORM.exec(masked(query).replace(/[\w-]*:[\w-]*/g, " "))?.[1] ?? "");

/** The query with the prefixes that it needs, and how many characters were put before it: on its line, or on lines above. */
export function withPrefixes(query, prefixes, between = " ") {
  const bare = masked(query);
  const declared = new Set([...bare.matchAll(DECLARED)].map(([, name]) => name));
  const used = new Set([...bare.matchAll(NAME)].map(([, name]) => name));
  const missing = [...used].filter((name) => !declared.has(name) && Object.hasOwn(prefixes, name)).sort();
  const before = missing.map((name) => `PREFIX ${name}: <${prefixes[name]}>${between}`).join("");
  return { text: before + query, shift: before.length };
}

/** An IRI in its short form, where a prefix fits. */
export function shortened(iri, prefixes, base) {
  if (iri.startsWith(base) && !iri.startsWith(`${base}ontology#`)) return iri.slice(base.length) || iri;
  let best = "";
  for (const [name, start] of Object.entries(prefixes)) {
    if (iri.startsWith(start) && start.length > (prefixes[best]?.length ?? 0)) best = name;
  }
  const local = best && iri.slice(prefixes[best].length);
  return local && /^[\w.-]+$/.test(local) ? `${best}:${local}` : iri;
}
