// An interactive map of points in an element: `createMap(element, collection, { onSelect })`.

import { word } from "../words.js";
import { boundsOf, disc, isPoint, radiusOf } from "./geometry.js";
import { loadEngine } from "./load.js";
import { Markers } from "./markers.js";
import { coloursOf, repaint, styleOf } from "./style.js";

const SHARPEST = { land: 7, tiles: 18 }; // how far one may zoom in: coastlines at 1:50 million have no more to say
const AREAS = 2000;
const LOST = 30_000; // milliseconds after which a map that has not been drawn is given up

const collectionOf = (features) => ({ type: "FeatureCollection", features });

/** The areas within which points lie: once for all that share one, the largest first where there are too many to draw. */
function areasOf(features) {
  const areas = new Map();
  for (const feature of features) {
    const { coordinates } = feature.geometry;
    if (radiusOf(feature) > 0) areas.set(`${coordinates.slice(0, 2)} ${radiusOf(feature)}`, [coordinates, radiusOf(feature)]);
  }
  return [...areas.values()]
    .sort(([, one], [, other]) => other - one)
    .slice(0, AREAS)
    .map(([at, radius]) => ({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [disc(at, radius)] } }));
}

/** What of a collection can be drawn: its points, and the areas within which they lie. */
function drawable(collection) {
  const features = (collection?.features ?? []).filter(isPoint);
  // The worker renumbers properties' types: an index leads back to the feature as it came.
  const points = features.map(({ geometry }, index) => ({ type: "Feature", properties: { index }, geometry }));
  return { features, points: collectionOf(points), areas: collectionOf(areasOf(features)) };
}

function locale() {
  return {
    "CooperativeGesturesHandler.WindowsHelpText": word("map.zoom-with-ctrl", "Hold Ctrl and scroll to zoom the map"),
    "CooperativeGesturesHandler.MacHelpText": word("map.zoom-with-command", "Hold ⌘ and scroll to zoom the map"),
    "CooperativeGesturesHandler.MobileHelpText": word("map.move-with-two", "Move the map with two fingers"),
    "Map.Title": word("map.title", "Map"),
    "Marker.Title": word("map.point", "Point"),
    "NavigationControl.ZoomIn": word("map.zoom-in", "Zoom in"),
    "NavigationControl.ZoomOut": word("map.zoom-out", "Zoom out"),
    "Popup.Close": word("map.close", "Close"),
  };
}

/** Settles when the map is drawn, and fails when it cannot be. */
function drawn(map) {
  return new Promise((done, fail) => {
    const timer = setTimeout(fail, LOST, new Error("The map was not drawn in time."));
    map.once("load", () => done(clearTimeout(timer)));
  });
}

class PointMap {
  #engine;
  #map;
  #markers;
  #data;
  #element;
  #options;
  #gone = false;
  #repaint = () => this.#map && repaint(this.#map, coloursOf(this.#element));

  constructor(element, collection, options) {
    element.classList.add("map-canvas"); // its size, and the colours
    this.#element = element;
    this.#options = options;
    this.#data = drawable(collection);
    this.ready = this.#start();
    this.ready.catch(() => {}); // who waits for it hears of it
  }

  async #start() {
    this.#engine = await loadEngine();
    if (this.#gone) return;
    const { tiles, attribution } = this.#options;
    const map = new this.#engine.Map({
      attributionControl: tiles && attribution ? { customAttribution: escaped(attribution) } : false,
      bounds: this.#bounds(),
      container: this.#element,
      cooperativeGestures: true,
      dragRotate: false,
      fadeDuration: 0,
      fitBoundsOptions: this.#fit(),
      locale: locale(),
      maxZoom: SHARPEST[tiles ? "tiles" : "land"],
      pitchWithRotate: false,
      style: styleOf(coloursOf(this.#element), { ...this.#data, tiles }),
      touchPitch: false,
    });
    this.#map = map;
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new this.#engine.NavigationControl({ showCompass: false }), "top-right");
    addEventListener("themechange", this.#repaint);
    await drawn(map);
    if (this.#gone) return;
    this.#markers = new Markers(this.#engine, map, () => this.#data.features, this.#options.onSelect);
  }

  #fit() {
    return { padding: 48, maxZoom: this.#options.tiles ? 12 : 5 };
  }

  #bounds() {
    return this.#data.features.length ? boundsOf(this.#data.features) : [-170, -58, 190, 78];
  }

  /** Show other points, and what fits them. */
  async update(collection) {
    this.#data = drawable(collection);
    await this.ready;
    if (this.#gone) return;
    this.#markers.clear();
    this.#map.getSource("points").setData(this.#data.points);
    this.#map.getSource("areas").setData(this.#data.areas);
    this.#map.fitBounds(this.#bounds(), this.#fit());
  }

  destroy() {
    this.#gone = true;
    removeEventListener("themechange", this.#repaint);
    this.#markers?.clear();
    this.#map?.remove();
  }
}

// MapLibre writes an attribution as HTML.
function escaped(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

/**
 * Draw points in an element. The handle has `ready` (a promise, which fails where maps cannot be drawn), `update(collection)`
 * and `destroy()`. Without `onSelect(feature)` a chosen point shows its label and its link.
 */
export const createMap = (element, collection, options = {}) => new PointMap(element, collection, options);
