// Leaves out of a ring the points that nobody would miss (Ramer, Douglas and Peucker).

/** How far a point lies from the line through two others. */
function distance([x, y], [ax, ay], [bx, by]) {
  const length = Math.hypot(bx - ax, by - ay);
  return length ? Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length : Math.hypot(x - ax, y - ay);
}

/** The index between two others whose value is the largest, and that value. */
function farthest(from, to, measure) {
  let [index, most] = [from, 0];
  for (let each = from + 1; each < to; each++) {
    const value = measure(each);
    if (value > most) [index, most] = [each, value];
  }
  return [index, most];
}

/** The ring with no point left out that lies further than `tolerance` from what remains. */
export function simplify(ring, tolerance) {
  const last = ring.length - 1;
  // A ring ends where it begins, so it is cut in two at its far side.
  const [far] = farthest(0, last, (index) => Math.hypot(ring[index][0] - ring[0][0], ring[index][1] - ring[0][1]));
  const kept = new Set([0, far, last]);
  const parts = [[0, far], [far, last]];
  for (let part = parts.pop(); part; part = parts.pop()) {
    const [from, to] = part;
    const [index, most] = farthest(from, to, (each) => distance(ring[each], ring[from], ring[to]));
    if (most <= tolerance) continue;
    kept.add(index);
    parts.push([from, index], [index, to]);
  }
  return ring.filter((_, index) => kept.has(index));
}
