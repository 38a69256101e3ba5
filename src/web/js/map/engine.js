// The heavy half of the maps, loaded when the first one is wanted.
import * as maplibre from "maplibre-gl";
import { assets } from "../assets.js";

maplibre.setWorkerUrl(new URL("map-worker.js", assets).href);
globalThis.memorialMapEngine = maplibre;
