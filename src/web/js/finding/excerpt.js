// Shows where a text was matched: a piece of it in parts, of which some are marked, as the catalogue does.

import { forms } from "./folding.js";

const WORDS = /[\p{L}\p{N}](?:[\p{L}\p{N}_'’ʼ`\u0300-\u036f]*[\p{L}\p{N}])?/gu;
const BEFORE = 60;
const LONG = 220;

/** Parts of a text as [words, marked], and how many of the wanted words are in the whole of it. */
export function excerpt(text, wanted, { letters, others }) {
  const hits = [];
  const met = new Set();
  for (const found of text.matchAll(WORDS)) {
    const mine = forms(found[0], letters, others).split(" ");
    const matched = wanted.filter((word) => mine.some((form) => form.startsWith(word)));
    if (!matched.length) continue;
    hits.push([found.index, found.index + found[0].length]);
    matched.forEach((word) => met.add(word));
  }
  const [start, end] = windowOf(text, hits);
  return [partsOf(text, hits, start, end), met.size];
}

function windowOf(text, hits) {
  if (text.length <= LONG) return [0, text.length];
  let start = hits.length ? Math.max(0, hits[0][0] - BEFORE) : 0;
  const gap = text.indexOf(" ", start);
  if (start && gap >= 0 && gap < start + BEFORE) start = gap + 1;
  const end = Math.min(text.length, start + LONG);
  const space = end < text.length ? text.lastIndexOf(" ", end) : -1;
  return [start, space > start + LONG / 2 ? space : end];
}

function partsOf(text, hits, start, end) {
  const parts = start ? [["… ", false]] : [];
  let at = start;
  for (const [first, last] of hits) {
    if (first < at || last > end) continue;
    if (first > at) parts.push([text.slice(at, first), false]);
    parts.push([text.slice(first, last), true]);
    at = last;
  }
  if (at < end) parts.push([text.slice(at, end), false]);
  if (end < text.length) parts.push([" …", false]);
  return parts;
}
