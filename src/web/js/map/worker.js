// MapLibre's own worker, as a file of this site: no blob, no module.
export { default } from "maplibre-gl/dist/maplibre-gl-worker.mjs";
