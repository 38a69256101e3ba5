// Makes elements. What comes from the data becomes text, never markup.

/** An element with attributes and children; `true` sets a bare attribute, and false, null and undefined leave it out. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  set(made, attributes);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  set(made, attributes);
  made.append(...children);
  return made;
}

function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
}

const LEFTWARD = /^(ar|arc|ckb|dv|fa|he|ks|nqo|ota|ps|sd|syr|ug|ur|yi)(-|$)/i;
const SCRIPT = /-(latn|cyrl|armn|geor|grek)\b/i;

/** A text in its language, kept apart from the direction of what stands around it. */
export function text(words, language) {
  if (!language) return h("bdi", { dir: "auto" }, words);
  if (language === document.documentElement.lang) return h("bdi", {}, words);
  const leftward = /-(arab|hebr)\b/i.test(language) || (LEFTWARD.test(language) && !SCRIPT.test(language));
  return h("bdi", { lang: language, dir: leftward ? "rtl" : "ltr" }, words);
}

/** The best of several labels by language for the reader of a page: [text, language]. */
export function best(labels, language = document.documentElement.lang) {
  for (const tag of [language, "en", ""]) if (Object.hasOwn(labels ?? {}, tag)) return [labels[tag], tag];
  const [tag, words] = Object.entries(labels ?? {})[0] ?? ["", ""];
  return [words, tag];
}

/** Read JSON that lies on the same site. */
export async function read(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} for ${new URL(address).pathname}`);
  return answer.json();
}
