// The map of what fits: drawn once it comes into view, and kept in step.

import { createMap } from "../map/create.js";
import { word } from "../words.js";
import { best, h } from "./dom.js";

function collection(entries, rows, addressOf) {
  const features = rows
    .filter((row) => entries.longitude[row] !== null)
    .map((row) => {
      const place = best(entries.of[row])[0];
      return {
        type: "Feature",
        geometry: { type: "Point", coordinates: [entries.longitude[row], entries.latitude[row]] },
        properties: {
          label: best(entries.labels[row])[0],
          href: addressOf(row),
          radius_m: entries.radius[row],
          position_of: place && word("browse.position-of", "position of {place}", { place }),
        },
      };
    });
  return { type: "FeatureCollection", features };
}

export function showMap(figure, entries, rows, addressOf) {
  const points = collection(entries, rows, addressOf);
  figure.hidden = false;
  const said = { count: points.features.length, every: rows.length };
  const caption = figure.querySelector("figcaption") ?? figure.appendChild(h("figcaption"));
  const borders = word("map.coastlines", "No borders are drawn.");
  caption.textContent = `${word("browse.map-caption", "{count} of {every} entries have a position.", said)} ${borders}`;
  figure.points = points;
  if (figure.map) figure.map.update(points).catch(() => {});
  else if (!figure.waiting) wait(figure);
}

function wait(figure) {
  figure.waiting = new IntersectionObserver((seen) => {
    if (!seen.some((each) => each.isIntersecting)) return;
    figure.waiting.disconnect();
    open(figure);
  });
  figure.waiting.observe(figure);
}

async function open(figure) {
  const canvas = h("div", { class: "map-canvas" });
  figure.prepend(canvas);
  figure.map = createMap(canvas, figure.points);
  try {
    await figure.map.ready;
  } catch {
    canvas.remove(); // no WebGL here: the list says the same
    figure.map = { update: async () => {} };
  }
}
