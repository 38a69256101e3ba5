// Makes the maps of a page interactive, when a reader asks for it.
//
// Expected of a page:
//   <figure class="map" data-map>            `data-map="auto"`: without being asked, once it comes into view
//     <svg …>…</svg>                         the static map, which stays where there is no WebGL
//     <script type="application/json" class="map-points">a GeoJSON FeatureCollection</script>
//     <figcaption>…</figcaption>
//   </figure>
// Instead of the script, `data-src="…/points.json"` names a file. `data-tiles` is the address of raster tiles to draw
// beneath, and `data-tiles-attribution` what their makers ask to be said. The points' list is the page's own.

import { createMap } from "./map/create.js";
import { word } from "./words.js";

async function points(figure) {
  const inside = figure.querySelector("script.map-points");
  if (inside) return JSON.parse(inside.textContent);
  const answer = await fetch(new URL(figure.dataset.src, document.baseURI));
  if (!answer.ok) throw new Error(`${answer.status} for ${figure.dataset.src}`);
  return answer.json();
}

/** A line under the map that is read out when it changes. */
function teller(figure) {
  const line = document.createElement("p");
  line.className = "map-status";
  line.setAttribute("role", "status");
  figure.append(line);
  return (text) => (line.textContent = text);
}

async function open(figure, button, tell) {
  button.disabled = true;
  tell(word("map.loading", "The map is loading."));
  const canvas = document.createElement("div");
  const svg = figure.querySelector("svg");
  try {
    const collection = await points(figure);
    svg.after(canvas);
    const hadFocus = document.activeElement === button || document.activeElement === document.body;
    const map = createMap(canvas, collection, { tiles: figure.dataset.tiles, attribution: figure.dataset.tilesAttribution });
    await map.ready;
    svg.remove();
    button.remove();
    tell("");
    if (hadFocus && figure.dataset.map !== "auto") canvas.querySelector("canvas")?.focus({ preventScroll: true });
  } catch {
    canvas.remove();
    button.remove();
    tell(word("map.unavailable", "The interactive map cannot be shown here; the list of places says the same."));
  }
}

function enhance(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "map-open";
  button.textContent = word("map.show", "Interactive map");
  const tell = teller(figure);
  const start = () => open(figure, button, tell);
  button.addEventListener("click", start, { once: true });
  figure.querySelector("svg").after(button);
  if (figure.dataset.map !== "auto") return;
  const watcher = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watcher.disconnect();
    if (!button.disabled) start();
  });
  watcher.observe(figure);
}

// From file:// neither a worker nor a file beside the page may be loaded: there the static map is the map.
if (location.protocol !== "file:") document.querySelectorAll("figure.map[data-map]:has(svg)").forEach(enhance);
