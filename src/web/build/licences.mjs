// Writes the notices of everything that travels in a bundle, and refuses what may not travel.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const ALLOWED = new Set([
  "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "OFL-1.1", "Unlicense", "Zlib",
]);

const PREFACE = `The pages' scripts, styles, fonts and map contain the works below. Each keeps its own licence.
The land on the maps is made with Natural Earth, which is in the public domain.
`;

/** Names like @scope/name of the packages that the files belong to. */
const packagesOf = (paths) =>
  new Set(paths.map((path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]).filter(Boolean));

/** Whether an SPDX expression lets us choose an allowed licence; an AND needs all of its parts. */
export const isAllowed = (expression) =>
  String(expression)
    .replace(/[()]/g, "")
    .split(/\s+OR\s+/)
    .some((choice) => choice.split(/\s+AND\s+/).every((name) => ALLOWED.has(name.trim())));

/** The packages with all that they depend on, since some come bundled already and do not show what they hold. */
async function closure(root, names) {
  const found = new Map();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    const manifest = JSON.parse(await readFile(join(root, "node_modules", name, "package.json"), "utf8"));
    found.set(name, manifest);
    queue.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

async function text(root, name, { license }) {
  const folder = join(root, "node_modules", name);
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|copying|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  if (texts.length) return texts.map((each) => each.replaceAll("\r\n", "\n").trim()).join("\n\n");
  const author = /Apache-2\.0/.test(license) ? "Chosen: Apache-2.0, whose text is https://www.apache.org/licenses/LICENSE-2.0" : `Licence: ${license}`;
  return `The package names its licence without a text of its own. ${author}`;
}

/** The notices of all packages that these files come from; an unsuitable licence is an error. */
export async function notices(root, paths) {
  const parts = [PREFACE];
  for (const [name, manifest] of await closure(root, packagesOf(paths))) {
    if (!isAllowed(manifest.license)) throw new Error(`${name} may not be bundled: its licence is ${manifest.license}.`);
    const home = manifest.homepage ? `\n${manifest.homepage}` : "";
    parts.push(`${"─".repeat(80)}\n${name} ${manifest.version} · ${manifest.license}${home}\n\n${await text(root, name, manifest)}\n`);
  }
  return parts.join("\n");
}
