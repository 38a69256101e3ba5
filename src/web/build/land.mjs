// Writes the land of Natural Earth for the maps: coastlines only.
//
// No political borders: where they run is disputed in several of the places that the data speaks of, and to draw them
// would take a side.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { feature } from "topojson-client";
import { simplify } from "./simplify.mjs";
import { unwrap } from "./unwrap.mjs";

// Scale (1 to so many millions) → decimals that are kept, and degrees that a coastline may move. Two hundredths of a
// degree are about two kilometres: a twelfth of what a half-millimetre stroke covers at 1:50,000,000.
const SCALES = { "110m": [1, 0], "50m": [2, 0.02] };

const same = (one, other) => one[0] === other[0] && one[1] === other[1];

function smaller(ring, decimals, tolerance) {
  const points = simplify(unwrap(ring), tolerance).map((point) => point.map((value) => Number(value.toFixed(decimals))));
  return points.filter((point, index) => index === 0 || !same(point, points[index - 1]));
}

/** The polygons with fewer points and decimals, without the rings that have collapsed. */
const simplified = (polygons, decimals, tolerance) =>
  polygons
    .map((rings) => rings.map((ring) => smaller(ring, decimals, tolerance)))
    .filter(([outer]) => outer.length > 3 && !outer.every(([, latitude]) => latitude < -89.9)) // a seam at the pole
    .map(([outer, ...holes]) => [outer, ...holes.filter((hole) => hole.length > 3)]);

export async function writeLand(root, folder) {
  await mkdir(folder, { recursive: true });
  const sources = [];
  for (const [scale, [decimals, tolerance]] of Object.entries(SCALES)) {
    const source = `node_modules/world-atlas/land-${scale}.json`;
    const topology = JSON.parse(await readFile(join(root, source), "utf8"));
    const polygons = feature(topology, topology.objects.land).features.flatMap(({ geometry }) =>
      geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
    );
    const land = { type: "MultiPolygon", coordinates: simplified(polygons, decimals, tolerance) };
    await writeFile(join(folder, `land-${scale}.json`), JSON.stringify(land));
    sources.push(source);
  }
  return [...sources, "node_modules/topojson-client/package.json"];
}
