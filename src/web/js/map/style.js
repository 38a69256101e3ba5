// How the map is painted: our coastlines, our colours, nothing from elsewhere.
//
// The colours are the page's custom properties, so that one sheet rules the static maps and these.

import { assets } from "../assets.js";

// Custom property → the colour where a page has none.
const COLOURS = {
  "--map-sea": "#eef1f2",
  "--map-land": "#dad7cf",
  "--map-coast": "#a9a59a",
  "--map-area": "#7a4b3a",
};

/** The colours as they are here and now. A probe resolves what a property's text alone does not (light-dark(), var()). */
export function coloursOf(element) {
  const probe = document.createElement("span");
  probe.hidden = true;
  element.append(probe);
  const found = Object.entries(COLOURS).map(([name, fallback]) => {
    probe.style.color = `var(${name}, ${fallback})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

const tileSource = (tiles, attribution) => ({
  type: "raster",
  tiles: [new URL(tiles, document.baseURI).href.replaceAll("%7B", "{").replaceAll("%7D", "}")],
  tileSize: 256,
  attribution,
});

/** A MapLibre style without glyphs, sprites or foreign addresses, except for tiles that the publisher has chosen. */
export function styleOf(colours, { points, areas, tiles }) {
  const drawn = tiles ? { tiles: tileSource(tiles) } : {};
  const land = { type: "geojson", data: new URL("map/land-50m.json", assets).href, maxzoom: 6, tolerance: 0.3 };
  return {
    version: 8,
    sources: { land, ...drawn, areas: { type: "geojson", data: areas }, points: pointSource(points) },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colours["--map-sea"] } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colours["--map-land"] } },
      { id: "coast", type: "line", source: "land", paint: { "line-color": colours["--map-coast"], "line-width": 0.6 } },
      ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles" }] : []),
      { id: "areas", type: "fill", source: "areas", paint: { "fill-color": colours["--map-area"], "fill-opacity": 0.16 } },
      { id: "edges", type: "line", source: "areas", paint: { "line-color": colours["--map-area"], "line-opacity": 0.55 } },
      // Points are elements of the page; this unseen layer makes MapLibre work out which of them stand together.
      { id: "points", type: "circle", source: "points", paint: { "circle-opacity": 0 } },
    ],
  };
}

const pointSource = (data) => ({ type: "geojson", data, maxzoom: 20, cluster: true, clusterRadius: 44, clusterMaxZoom: 19 });

/** Paint a drawn map in other colours. */
export function repaint(map, colours) {
  map.setPaintProperty("sea", "background-color", colours["--map-sea"]);
  map.setPaintProperty("land", "fill-color", colours["--map-land"]);
  map.setPaintProperty("coast", "line-color", colours["--map-coast"]);
  map.setPaintProperty("areas", "fill-color", colours["--map-area"]);
  map.setPaintProperty("edges", "line-color", colours["--map-area"]);
}
