// Writes the notices of everything that travels in a bundle, and refuses what may not travel.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const ALLOWED = new Set([
  "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "ISC", "MIT", "OFL-1.1", "Unlicense", "Zlib",
]);

const LINE = "─".repeat(80);

const PREFACE = `The pages' scripts, styles, fonts and map contain the works below. Each keeps its own licence.
The land on the maps is made with Natural Earth, which is in the public domain.
Oxigraph is compiled from Rust, together with the crates that its own repository names.
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

const manifestOf = async (folder) => JSON.parse(await readFile(join(folder, "package.json"), "utf8"));

/** The packages that we ask for with all that they depend on, since some come bundled and do not show what they hold. */
async function closure(root) {
  const found = new Map();
  const queue = Object.keys((await manifestOf(root)).dependencies);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    const manifest = await manifestOf(join(root, "node_modules", name));
    found.set(name, manifest);
    queue.push(...Object.keys(manifest.dependencies ?? {}));
  }
  return found;
}

const tidy = (text) => text.replaceAll("\r\n", "\n").trim();

/** The texts of a package's licence: files of their own, else what its description says under that heading. */
async function textOf(folder) {
  const names = (await readdir(folder)).sort();
  const files = names.filter((name) => /^(licen[sc]e|copying|notice)/i.test(name));
  if (files.length) return Promise.all(files.map(async (file) => tidy(await readFile(join(folder, file), "utf8"))));
  const readme = names.find((name) => /^readme/i.test(name));
  const said = readme && /^#+ *licen[sc]e[^]*/im.exec(await readFile(join(folder, readme), "utf8"))?.[0];
  if (!said) throw new Error(`${folder} has no text of its licence.`);
  return [tidy(said)];
}

/** The notices of all that may travel. A file of another package, or an unsuitable licence, is an error. */
export async function notices(root, paths) {
  const packages = await closure(root);
  const strangers = [...packagesOf(paths)].filter((name) => !packages.has(name));
  if (strangers.length) throw new Error(`Bundled, but no dependency of package.json: ${strangers.join(", ")}.`);
  const parts = [PREFACE];
  for (const [name, { homepage, license, version }] of [...packages].sort(([one], [other]) => (one < other ? -1 : 1))) {
    if (!isAllowed(license)) throw new Error(`${name} may not be bundled: its licence is ${license}.`);
    const head = [`${name} ${version} · ${license}`, ...(homepage ? [homepage] : [])].join("\n");
    parts.push([LINE, head, "", (await textOf(join(root, "node_modules", name))).join("\n\n"), ""].join("\n"));
  }
  // Where the choice is ours it is this one, which wants its text to travel.
  parts.push(`${LINE}\n${await readFile(join(root, "..", "..", "LICENSE"), "utf8")}`);
  return parts.join("\n");
}
