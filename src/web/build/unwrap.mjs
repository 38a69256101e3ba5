// Rings drawn in one go: where one crosses the antimeridian its longitudes leave -180…180, but never jump.

const jumps = (one, other) => Math.abs(one[0] - other[0]) > 180;

/** The same ring, begun after its first jump, so that what goes round a pole does so from edge to edge. */
function begun(ring) {
  const points = ring.slice(1);
  const at = ring.findIndex((point, index) => index > 0 && jumps(point, ring[index - 1]));
  return at < 0 ? ring : [...points.slice(at - 1), ...points.slice(0, at - 1), points[at - 1]];
}

/** The ring with continuous longitudes; what goes round a pole is closed along the edge of the map. */
export function unwrap(ring) {
  const points = [];
  for (const [longitude, latitude] of begun(ring)) {
    const before = points.at(-1)?.[0] ?? longitude;
    points.push([longitude - 360 * Math.round((longitude - before) / 360), latitude]);
  }
  const [first, last] = [points[0], points.at(-1)];
  if (!jumps(first, last)) return points;
  const pole = first[1] < 0 ? -90 : 90;
  return [...points, [last[0], pole], [first[0], pole], first];
}
