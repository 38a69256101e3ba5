// Lets CodeMirror's styles pass a strict Content-Security-Policy.
//
// style-mod writes a <style> element into a document, which `style-src 'self'` forbids, but a constructed sheet into a
// shadow root, which is allowed. Every browser that we name can adopt such a sheet in a document too.

import { readFile } from "node:fs/promises";

const ONLY_IN_SHADOW = "!root.head && ";

export const adoptedStyles = {
  name: "adopted-styles",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]style-mod[/\\]src[/\\]style-mod\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (source.split(ONLY_IN_SHADOW).length !== 2) throw new Error(`style-mod has changed: look at build/styles.mjs (${path}).`);
      return { contents: source.replace(ONLY_IN_SHADOW, ""), loader: "js" };
    });
  },
};
