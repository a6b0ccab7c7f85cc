// Projection of places onto the map, in the units of img/us.svg. Pure functions.

/**
 * @typedef {{ latitude: number, longitude: number }} Place
 * @typedef {[x: number, y: number]} Point
 * @typedef {{ from: Point, to: Point, scale: Point }} Projection
 * @typedef {Projection & { west: number, east: number, south: number, north: number }} Inset
 */

// Twentieths of a degree; longitudes are scaled for 38 degrees north.
const UNITS = 20;
const SHRINK = Math.cos((38 * Math.PI) / 180);
const LEAST_SPAN = 50;
const MARGIN = 1.14;

// Alaska and Hawaii are drawn below California, as on most maps: `from` is moved to `to`, at `scale` units per degree.
/** @type {Inset[]} */
const INSETS = [
  {
    west: -180,
    east: -129.9,
    south: 51,
    north: 72,
    from: [-151, 61.3],
    to: [-1880, -556],
    scale: [3.27, 7.2],
  },
  {
    west: -161,
    east: -154,
    south: 18,
    north: 23,
    from: [-157.5, 20.6],
    to: [-1725, -525],
    scale: [SHRINK * UNITS, UNITS],
  },
];
/** @type {Projection} */
const WORLD = { from: [0, 0], to: [0, 0], scale: [SHRINK * UNITS, UNITS] };

/**
 * Whether a site has a position.
 * @template {Partial<Place>} Site
 * @param {Site} site
 * @returns {site is Site & Place}
 */
export const hasPosition = (site) => site.latitude !== undefined && site.longitude !== undefined;

/**
 * The point of a place on the map.
 * @param {Place} place
 * @returns {Point}
 */
export function project({ latitude, longitude }) {
  const isIn = (/** @type {Inset} */ { west, east, south, north }) =>
    west < longitude && longitude < east && south < latitude && latitude < north;
  const { from, to, scale } = INSETS.find(isIn) ?? WORLD;
  return [to[0] + (longitude - from[0]) * scale[0], to[1] - (latitude - from[1]) * scale[1]];
}

/**
 * Whether all points are within half of the map's minimum section, where the map is not useful.
 * @param {Point[]} points
 */
export const areInOneArea = (points) =>
  [0, 1].every((axis) => {
    const values = points.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values) < LEAST_SPAN / 2;
  });

/**
 * The section of the map that contains all points: `[x, y, width, height]`.
 * @param {Point[]} points
 */
export function frameAround(points) {
  const [[x, width], [y, height]] = [0, 1].map((axis) => {
    const values = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const span = Math.max(high - low, LEAST_SPAN) * MARGIN;
    return [(low + high - span) / 2, span];
  });
  return [x, y, width, height];
}
