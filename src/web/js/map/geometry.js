// The little geometry that the maps need: how far a claim of a place reaches, and what fits on a screen.

const EARTH = 6371008.8; // metres, the mean radius
const SIDES = 64;

const radians = (degrees) => (degrees * Math.PI) / 180;
const degrees = (angle) => (angle * 180) / Math.PI;

/** The ring of points that lie `radius` metres from one. */
export function disc([longitude, latitude], radius) {
  const [angle, phi] = [radius / EARTH, radians(latitude)];
  const ring = [];
  for (let side = 0; side <= SIDES; side++) {
    const bearing = (2 * Math.PI * side) / SIDES;
    const sine = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
    const east = Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
      Math.cos(angle) - Math.sin(phi) * sine,
    );
    ring.push([longitude + degrees(east), degrees(Math.asin(sine))]);
  }
  return ring;
}

/** What is a point that a map can draw; foreign data may hold anything. */
export function isPoint(feature) {
  const [longitude, latitude] = feature?.geometry?.type === "Point" ? (feature.geometry.coordinates ?? []) : [];
  return Number.isFinite(longitude) && Math.abs(longitude) <= 180 && Number.isFinite(latitude) && Math.abs(latitude) <= 90;
}

/** The metres within which a feature's point lies, 0 when nothing was said. */
export const radiusOf = ({ properties }) => Math.max(0, Number(properties?.radius_m) || 0);

/** The smallest box [west, south, east, north] around points and their discs, across the antimeridian if need be. */
export function boundsOf(features) {
  const reach = features.map((feature) => {
    const [longitude, latitude] = feature.geometry.coordinates;
    const up = degrees(radiusOf(feature) / EARTH);
    return { longitude, latitude, up, aside: Math.min(180, up / Math.max(0.02, Math.cos(radians(latitude)))) };
  });
  reach.sort((one, other) => one.longitude - other.longitude);
  // The box begins after the widest empty span, going round the globe.
  const gaps = reach.map(({ longitude }, index) => longitude - (reach.at(index - 1).longitude - (index ? 0 : 360)));
  const first = gaps.indexOf(Math.max(...gaps));
  const order = [...reach.slice(first), ...reach.slice(0, first).map((each) => ({ ...each, longitude: each.longitude + 360 }))];
  return [
    Math.min(...order.map(({ longitude, aside }) => longitude - aside)),
    Math.max(-85, Math.min(...order.map(({ latitude, up }) => latitude - up))),
    Math.max(...order.map(({ longitude, aside }) => longitude + aside)),
    Math.min(85, Math.max(...order.map(({ latitude, up }) => latitude + up))),
  ];
}
