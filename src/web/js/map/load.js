// Loads the heavy half of the maps, once.

import { assets } from "../assets.js";

let engine;

function sheet(href) {
  return new Promise((done, fail) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: fail });
    document.head.prepend(link); // before the site's own sheet, which has the last word
  });
}

function script(src) {
  return new Promise((done, fail) => {
    document.head.append(Object.assign(document.createElement("script"), { src, onload: done, onerror: fail }));
  });
}

/** MapLibre, or an error where it cannot be loaded or drawn. */
export function loadEngine() {
  const context = document.createElement("canvas").getContext("webgl2");
  if (!context) return Promise.reject(new Error("This browser has no WebGL 2."));
  context.getExtension("WEBGL_lose_context")?.loseContext(); // browsers allow only so many
  engine ??= Promise.all([script(new URL("map-engine.js", assets).href), sheet(new URL("map.css", assets).href)]);
  return engine.then(() => globalThis.memorialMapEngine);
}
