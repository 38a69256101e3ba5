// Writes the land of Natural Earth for the maps: coastlines only.
//
// No political borders: where they run is disputed in several of the places that the data speaks of, and to draw them
// would take a side.

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { feature } from "topojson-client";

// Scale → decimals that are kept. A hundredth of a degree is about a kilometre, finer than 1:50m data is.
const SCALES = { "110m": 1, "50m": 2 };

const same = (one, other) => one[0] === other[0] && one[1] === other[1];

function rounded(ring, decimals) {
  const points = ring.map((point) => point.map((value) => Number(value.toFixed(decimals))));
  return points.filter((point, index) => index === 0 || !same(point, points[index - 1]));
}

/** The polygons with fewer decimals, without the rings that have collapsed. */
const simplified = (polygons, decimals) =>
  polygons
    .map((rings) => rings.map((ring) => rounded(ring, decimals)))
    .filter(([outer]) => outer.length > 3)
    .map(([outer, ...holes]) => [outer, ...holes.filter((hole) => hole.length > 3)]);

export async function writeLand(root, folder) {
  await mkdir(folder, { recursive: true });
  const sources = [];
  for (const [scale, decimals] of Object.entries(SCALES)) {
    const source = `node_modules/world-atlas/land-${scale}.json`;
    const topology = JSON.parse(await readFile(join(root, source), "utf8"));
    const polygons = feature(topology, topology.objects.land).features.flatMap(({ geometry }) =>
      geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates,
    );
    const land = { type: "MultiPolygon", coordinates: simplified(polygons, decimals) };
    await writeFile(join(folder, `land-${scale}.json`), JSON.stringify(land));
    sources.push(source);
  }
  return [...sources, "node_modules/topojson-client/package.json"];
}
