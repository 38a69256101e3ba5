// Finds positions in an answer: well-known text, or a latitude and a longitude in columns of their own.

const POINT = /^\s*(?:<[^>]*>\s*)?POINT\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)\s*\)\s*$/i;
const LATITUDE = /^(?:lat|latitude)$/i;
const LONGITUDE = /^(?:lon|lng|long|longitude)$/i;

const valid = ([longitude, latitude]) => Math.abs(longitude) <= 180 && Math.abs(latitude) <= 90;

function position(row, columns) {
  const named = (pattern) => columns.find((name) => pattern.test(name) && row[name]);
  const [latitude, longitude] = [named(LATITUDE), named(LONGITUDE)];
  if (latitude && longitude) return [Number(row[longitude].value), Number(row[latitude].value)];
  for (const name of columns) {
    const found = row[name] && POINT.exec(row[name].value);
    if (found) return [Number(found[1]), Number(found[2])];
  }
  return null;
}

/** The rows that have a position, as GeoJSON, each called by the first thing that it names. */
export function positionsOf(columns, rows, labels) {
  const features = [];
  for (const row of rows) {
    const coordinates = position(row, columns);
    if (!coordinates || !valid(coordinates)) continue;
    const first = columns.map((name) => row[name]).find((term) => term && !POINT.test(term.value));
    const label = first ? (labels.get(first.value)?.text ?? first.value) : coordinates.join(", ");
    features.push({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { label } });
  }
  return { type: "FeatureCollection", features };
}
