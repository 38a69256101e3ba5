// The points of a map as buttons of the page: they take the focus, have names, and are read out.
//
// What stands close together is one button with a number. Labels come from the data and may hold anything: they become
// text, never markup, and a link that is no address of a page is left out.

import { word } from "../words.js";

const LISTED = 50; // how many points of one spot a popup names

const labelOf = ({ properties }) => String(properties?.label ?? "") || word("map.unnamed", "Without a name");

/** The address of a page, or nothing: `javascript:` and its kind are no places to go. */
function addressOf({ properties }) {
  try {
    const address = new URL(String(properties.href), document.baseURI);
    return properties.href && /^(https?|file):$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

function entry(feature) {
  const address = addressOf(feature);
  const element = document.createElement(address ? "a" : "span");
  if (address) element.href = address;
  element.textContent = labelOf(feature);
  element.dir = "auto";
  return element;
}

function listOf(features, total) {
  const list = document.createElement("ul");
  list.className = "map-popup";
  for (const feature of features) {
    const item = document.createElement("li");
    item.append(entry(feature));
    const how = feature.properties?.position_of;
    if (how) item.append(Object.assign(document.createElement("small"), { textContent: String(how) }));
    list.append(item);
  }
  if (total > features.length) {
    const more = word("map.more", "and {count} more", { count: total - features.length });
    list.append(Object.assign(document.createElement("li"), { textContent: more }));
  }
  return list;
}

export class Markers {
  #engine;
  #map;
  #features;
  #onSelect;
  #shown = new Map(); // key → marker
  #popup;

  constructor(engine, map, features, onSelect) {
    this.#engine = engine;
    this.#map = map;
    this.#features = features;
    this.#onSelect = onSelect;
    const refresh = () => this.#refresh();
    map.on("moveend", refresh);
    map.on("idle", refresh);
    refresh();
  }

  clear() {
    this.#popup?.remove();
    for (const marker of this.#shown.values()) marker.remove();
    this.#shown.clear();
  }

  #refresh() {
    if (!this.#map.isSourceLoaded("points")) return;
    const wanted = new Map();
    for (const { geometry, properties } of this.#map.querySourceFeatures("points")) {
      const key = properties.cluster ? `c${properties.cluster_id}/${properties.point_count}` : `p${properties.index}`;
      wanted.set(key, { at: geometry.coordinates, properties });
    }
    for (const [key, marker] of this.#shown) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.#shown.delete(key);
    }
    for (const [key, { at, properties }] of wanted) if (!this.#shown.has(key)) this.#show(key, at, properties);
  }

  #show(key, at, properties) {
    const element = properties.cluster ? this.#cluster(at, properties) : this.#point(at, properties.index);
    if (!element) return;
    this.#shown.set(key, new this.#engine.Marker({ element }).setLngLat(at).addTo(this.#map));
  }

  #button(className, name, onClick) {
    const button = Object.assign(document.createElement("button"), { className, type: "button" });
    button.setAttribute("aria-label", name);
    button.addEventListener("click", (event) => {
      event.stopPropagation(); // the map would close the popup again
      onClick(button);
    });
    return button;
  }

  #point(at, index) {
    const feature = this.#features()[index];
    if (!feature) return null; // of a collection that has gone
    return this.#button("map-point", labelOf(feature), (button) => {
      if (this.#onSelect) this.#onSelect(feature);
      else this.#open(at, [feature], 1, button);
    });
  }

  #cluster(at, { cluster_id: id, point_count: count }) {
    const name = word("map.several", "{count} points", { count });
    const button = this.#button("map-cluster", name, () => this.#enter(id, at, count, button));
    button.append(Object.assign(document.createElement("span"), { textContent: String(count) }));
    button.dataset.size = String(Math.min(3, String(count).length));
    return button;
  }

  /** Go nearer, or, where points stand on one spot, say which they are. */
  async #enter(id, at, count, button) {
    const source = this.#map.getSource("points");
    const zoom = await source.getClusterExpansionZoom(id);
    if (zoom <= this.#map.getMaxZoom()) {
      this.#map.easeTo({ center: at, zoom });
      this.#map.getCanvas().focus({ preventScroll: true }); // the button is about to go
      return;
    }
    const leaves = await source.getClusterLeaves(id, LISTED, 0);
    const features = leaves.map(({ properties }) => this.#features()[properties.index]).filter(Boolean);
    this.#open(at, features, count, button);
  }

  #open(at, features, total, button) {
    this.#popup?.remove();
    const popup = new this.#engine.Popup({ offset: 14, maxWidth: "18rem" }).setLngLat(at);
    popup.setDOMContent(listOf(features, total)).addTo(this.#map);
    popup.getElement().addEventListener("keydown", (event) => {
      if (event.key === "Escape") popup.remove();
    });
    // What had the focus is gone with the popup; if it went elsewhere it stays there.
    popup.on("close", () => document.activeElement === document.body && button.focus({ preventScroll: true }));
    this.#popup = popup;
  }
}
