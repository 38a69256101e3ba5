// Says in one hash what a bundle is made of. hatch_build.py computes the same without Node: keep the two alike.

import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const SOURCES = ["build", "build.mjs", "css", "icon.svg", "js", "package-lock.json", "package.json"];

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

async function* files(root, path) {
  const children = await readdir(join(root, path)).catch((error) => {
    if (error.code === "ENOTDIR") return null;
    throw error;
  });
  if (children === null) yield path;
  else for (const child of children.sort()) if (!child.startsWith(".")) yield* files(root, `${path}/${child}`);
}

export async function stamp(root) {
  const lines = [];
  for (const source of SOURCES) {
    for await (const path of files(root, source)) lines.push(`${sha256(await readFile(join(root, path)))} ${path}\n`);
  }
  return sha256(lines.sort().join(""));
}
