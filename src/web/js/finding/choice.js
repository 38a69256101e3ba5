// What is chosen, as it stands in the address: ?country=turkey&decade=2010&order=date&page=2

export const ORDERS = ["name", "date", "place"];

export function choiceIn(search, facets) {
  const given = new URLSearchParams(search);
  const chosen = new Map();
  for (const facet of facets) {
    const values = [...new Set(given.getAll(facet))].filter(Boolean).slice(0, 24);
    if (values.length) chosen.set(facet, values);
  }
  const order = ORDERS.includes(given.get("order")) ? given.get("order") : ORDERS[0];
  const page = /^[1-9][0-9]{0,5}$/.test(given.get("page") ?? "") ? Number(given.get("page")) : 1;
  return { chosen, order, page };
}

export function queryOf({ chosen, order, page }, facets) {
  const pairs = facets.flatMap((facet) =>
    (chosen.get(facet) ?? []).map((value) => `${facet}=${encodeURIComponent(value).replaceAll("%2F", "/")}`),
  );
  if (order !== ORDERS[0]) pairs.push(`order=${order}`);
  if (page > 1) pairs.push(`page=${page}`);
  return `?${pairs.join("&")}`;
}

/** The choice with a value more, or without it, on its first page; a value may stand instead of others. */
export function toggled(choice, facet, value, insteadOf = []) {
  const before = choice.chosen.get(facet) ?? [];
  const kept = before.filter((each) => each !== value && !insteadOf.includes(each));
  const values = before.includes(value) ? kept : [...kept, value];
  const chosen = new Map(choice.chosen);
  if (values.length) chosen.set(facet, values);
  else chosen.delete(facet);
  return { ...choice, chosen, page: 1 };
}
