// The memorials and proposals of the site in columns, as far as they are loaded, and what of them fits a choice.

import { read } from "./dom.js";

const COLUMNS = ["names", "labels", "longitude", "latitude", "radius", "of", "place", "country", "dates"];
const AT_ONCE = 4; // shards that are loaded side by side

export class Entries {
  constructor(index, facets) {
    this.total = index.total;
    this.base = index.base;
    this.facets = index.facets;
    this.values = facets; // facet → { values, above, labels }, and `at`: value → place
    this.loaded = 0;
    for (const column of COLUMNS) this[column] = [];
    this.of_facet = Object.fromEntries(index.facets.map((facet) => [facet, []]));
    this.ranks = {};
  }

  add(shard) {
    for (const column of COLUMNS) append(this[column], shard[column]);
    for (const facet of this.facets) append(this.of_facet[facet], shard.facets[facet]);
    for (const [order, ranks] of Object.entries(shard.ranks)) append((this.ranks[order] ??= []), ranks);
    this.loaded = this.names.length;
  }

  /** The rows that fit, and how many have each value, what is chosen in its own facet left aside. */
  fitting(chosen) {
    const wanted = [...chosen].map(([facet, values]) => [facet, new Set(values.map((value) => this.values[facet].at.get(value)))]);
    const counts = Object.fromEntries(this.facets.map((facet) => [facet, new Uint32Array(this.values[facet].values.length)]));
    const rows = [];
    for (let row = 0; row < this.loaded; row += 1) {
      const missed = wanted.filter(([facet, places]) => !this.of_facet[facet][row].some((place) => places.has(place)));
      if (missed.length > 1) continue;
      if (!missed.length) rows.push(row);
      for (const facet of missed.length ? [missed[0][0]] : this.facets) {
        for (const place of this.of_facet[facet][row]) counts[facet][place] += 1;
      }
    }
    return { rows, counts };
  }

  sorted(rows, order) {
    const ranks = this.ranks[order] ?? [];
    return [...rows].sort((a, b) => ranks[a] - ranks[b]);
  }

  /** The values inside another one, of a facet that has an order of places. */
  inside(facet, above) {
    return this.values[facet].inside.get(above) ?? [];
  }

  /** A value and those above it, as far as the facet goes. */
  line(facet, value) {
    const { at, above } = this.values[facet];
    const found = [];
    for (let each = value; at.has(each) && !found.includes(each); each = above[at.get(each)]) found.push(each);
    return found;
  }
}

function append(column, more) {
  for (const each of more) column.push(each);
}

function indexed(facet) {
  facet.at = new Map(facet.values.map((value, place) => [value, place]));
  facet.inside = new Map();
  facet.above.forEach((above, place) => {
    if (above) facet.inside.set(above, [...(facet.inside.get(above) ?? []), facet.values[place]]);
  });
  return facet;
}

/** Load everything, and call `grown(entries)` whenever there is more. */
export async function load(address, grown) {
  const index = await read(address);
  const near = (name) => new URL(name, address);
  const loaded = await Promise.all(index.facets.map((facet) => read(near(`facet-${facet}.json`))));
  const facets = Object.fromEntries(index.facets.map((facet, place) => [facet, indexed(loaded[place])]));
  const entries = new Entries(index, facets);
  const shards = Math.ceil(index.total / index.shard);
  for (let first = 0; first < shards; first += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, shards - first) }, (_, each) => near(`shard-${first + each}.json`));
    for (const shard of await Promise.all(some.map(read))) entries.add(shard);
    grown(entries);
  }
  if (!shards) grown(entries);
  return entries;
}
