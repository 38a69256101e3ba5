// Hands out what is chosen as a file: CSV that no spreadsheet runs, GeoJSON, and Turtle of the entries' own data.

import { best } from "./dom.js";
import { datesInWords } from "./dates.js";

export const MOST_TURTLE = 500; // entries whose data are fetched for one file
const AT_ONCE = 6;
const FORMULA = /^[=+\-@\t\r]/; // what makes a spreadsheet run a text (OWASP, "CSV Injection")

const COLUMNS = ["id", "iri", "type", "name", "place", "country", "opened", "earliest", "latest", "creators", "kinds", "status",
  "languages", "sources", "agreement", "latitude", "longitude", "radius_m", "position_of"];

/** One entry as plain values by column; several are in a list. */
function record(entries, row, labelOf) {
  const several = (facet) => entries.of_facet[facet][row].map((place) => labelOf(facet, entries.values[facet].values[place])[0]);
  const dates = entries.dates[row];
  const own = entries.of[row] && !Object.keys(entries.of[row]).length;
  return {
    id: entries.names[row],
    iri: entries.base + entries.names[row],
    type: entries.names[row].split("/")[0],
    name: best(entries.labels[row])[0],
    place: best(entries.place[row])[0],
    country: best(entries.country[row])[0],
    opened: datesInWords(dates),
    earliest: dates.map(([first]) => first).sort()[0] ?? "",
    latest: dates.map(([, last]) => last).sort().at(-1) ?? "",
    creators: several("creator"),
    kinds: several("kind"),
    status: several("status"),
    languages: several("language"),
    sources: several("source"),
    agreement: several("agreement"),
    latitude: entries.latitude[row] ?? "",
    longitude: entries.longitude[row] ?? "",
    radius_m: entries.radius[row] ?? "",
    position_of: own ? entries.names[row].split("/")[0] : best(entries.of[row])[0],
  };
}

function cell(value) {
  if (typeof value === "number") return String(value);
  const words = Array.isArray(value) ? value.join(" | ") : value;
  const safe = FORMULA.test(words) ? `'${words}` : words;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csv(entries, rows, labelOf) {
  const lines = rows.map((row) => Object.values(record(entries, row, labelOf)).map(cell).join(","));
  return `${[COLUMNS.join(","), ...lines].join("\r\n")}\r\n`;
}

export function geojson(entries, rows, labelOf) {
  const features = rows.map((row) => {
    const { latitude, longitude, iri, ...properties } = record(entries, row, labelOf);
    const geometry = latitude === "" ? null : { type: "Point", coordinates: [longitude, latitude] };
    return { type: "Feature", id: iri, geometry, properties };
  });
  return `${JSON.stringify({ type: "FeatureCollection", features }, null, 1)}\n`;
}

/** The data of each entry put together: N-Triples, which is Turtle, each line once. */
export async function turtle(entries, rows, root) {
  const lines = new Set();
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.slice(first, first + AT_ONCE).map(async (row) => {
      const answer = await fetch(new URL(`${entries.names[row]}.nt`, root));
      if (!answer.ok) throw new Error(`${answer.status} for ${entries.names[row]}.nt`);
      return answer.text();
    });
    for (const text of await Promise.all(some)) text.split("\n").forEach((line) => line && lines.add(line));
  }
  return `${[...lines].sort().join("\n")}\n`;
}

/** Offer a text as a file. */
export function save(text, name, type) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement("a"), { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
