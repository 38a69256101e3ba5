// Bundles the scripts, styles, fonts and the map of the pages into dist/: `node build.mjs`, after `npm ci --ignore-scripts`.
//
// The same sources give the same bytes. File names carry no hash, because the pages name them and a server's ETags say
// when they change. Scripts are classic ones (IIFE), since modules do not load from file://.

import { cp, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeLand } from "./build/land.mjs";
import { notices } from "./build/licences.mjs";
import { stamp } from "./build/stamp.mjs";
import { adoptedStyles } from "./build/styles.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(HERE, "dist");
const FRESH = join(HERE, `dist.${process.pid}`); // swapped in when complete: half a bundle is never seen

// Output name → source. Each script stands alone; what is heavy is loaded by a light one when it is wanted.
const SCRIPTS = {
  base: "js/base.js",
  browse: "js/browse.js",
  map: "js/map.js",
  "map-engine": "js/map/engine.js",
  "map-worker": "js/map/worker.js",
  search: "js/search.js",
  sparql: "js/sparql.js",
  "sparql-worker": "js/sparql-worker.js",
};
const STYLES = { site: "css/site.css", map: "css/map.css" };
const COPIES = { "icon.svg": "icon.svg", "oxigraph.wasm": "node_modules/oxigraph/web_bg.wasm" };

const COMMON = {
  absWorkingDir: HERE,
  assetNames: "fonts/[name]",
  bundle: true,
  charset: "utf8",
  legalComments: "none", // licenses.txt has them all
  logLevel: "warning",
  metafile: true,
  minify: true,
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
};

async function bundle(entryPoints, outdir, options) {
  const { metafile } = await build({ ...COMMON, ...options, entryPoints, outdir });
  return Object.keys(metafile.inputs);
}

async function main() {
  const key = await stamp(HERE); // before reading anything else: a change during the build makes it stale
  const assets = join(FRESH, "assets");
  await rm(FRESH, { recursive: true, force: true });
  await mkdir(assets, { recursive: true });
  const scripts = await bundle(SCRIPTS, assets, {
    define: { "import.meta.url": "location.href" }, // a classic script knows only where it runs
    format: "iife",
    plugins: [adoptedStyles],
  });
  const styles = await bundle(STYLES, assets, { loader: { ".woff2": "file" } });
  for (const [name, source] of Object.entries(COPIES)) await cp(join(HERE, source), join(assets, name));
  const land = await writeLand(HERE, join(assets, "map"));
  const used = [...scripts, ...styles, ...Object.values(COPIES), ...land];
  await writeFile(join(assets, "licenses.txt"), await notices(HERE, used));
  await writeFile(join(FRESH, "stamp"), `${key}\n`);
  await rm(DIST, { recursive: true, force: true });
  await rename(FRESH, DIST);
}

try {
  await main();
} finally {
  await rm(FRESH, { recursive: true, force: true });
}
