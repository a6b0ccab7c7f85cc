// Where a city or ZIP code is, by the files of places that the build wrote.

import { read } from "../api/client.js";
import { nearestFirst } from "./filters.js";

/**
 * @import { SiteCardResponse } from "../api/schema.d.ts"
 * @import { Place } from "./map-projection.js"
 * @typedef {Place & { name: string }} NamedPlace
 * @typedef {{ states: Record<string, string>, cities: [city: string, state: string, latitude: number, longitude: number][] }} Cities
 */

const ZIP = /^\s*(\d{5})(?:-?\d{4})?\s*$/;
/** @type {Record<string, string>} As the post spells out what many write shorter. */
const SPELLED_OUT = { st: "saint", ste: "sainte", ft: "fort", mt: "mount" };
const MOST_WORDS_OF_STATE = 3; // "District of Columbia"
const MOST_SITES = 5;

/** @type {Map<string, Promise<any>>} */
const files = new Map();

/**
 * The places of the US that a search names: a ZIP code, or cities of that name, in one state where it names one.
 * @param {string} search
 * @param {(name: string) => Promise<any>} load Reads a file of places by its name.
 * @returns {Promise<NamedPlace[]>}
 */
export async function findPlaces(search, load) {
  const [, zip] = ZIP.exec(search) ?? [];
  if (zip) {
    const position = (await load(`zip-${zip[0]}`))[zip];
    return position ? [{ name: zip, latitude: position[0], longitude: position[1] }] : [];
  }
  const words = wordsOf(search);
  if (!/^[a-z]/.test(words[0] ?? "")) return [];
  /** @type {Cities} */
  const { states, cities } = await load(`city-${words[0][0]}`);
  for (let count = 0; count < Math.min(words.length, MOST_WORDS_OF_STATE + 1); count += 1) {
    const [city, state] = [
      keyOf(words.slice(0, words.length - count)),
      words.slice(words.length - count).join(" "),
    ];
    const found = cities.filter(
      ([name, code]) =>
        keyOf(wordsOf(name)) === city &&
        (count === 0 || [code, states[code]].some((is) => is.toLowerCase() === state)),
    );
    if (found.length > 0) {
      return found.map(([name, code, latitude, longitude]) => ({
        name: `${name}, ${code}`,
        latitude,
        longitude,
      }));
    }
  }
  return [];
}

/**
 * The sites nearest to a place that the search names, and that place; of cities of one name, the one nearest to a site.
 * Null where it names none, the files cannot be read, or no site's position is known.
 * @param {string} search
 * @param {SiteCardResponse[]} sites
 * @param {string} folder The address of the files of places.
 */
export async function findNearby(search, sites, folder) {
  const places = await findPlaces(search, (name) => loadOnce(`${folder}/${name}.json`)).catch(() => []);
  const [nearest] = places
    .map((place) => ({
      place,
      sites: nearestFirst(sites, place).filter(({ distance }) => distance !== undefined),
    }))
    .filter((nearby) => nearby.sites.length > 0)
    .sort((a, b) => Number(a.sites[0].distance) - Number(b.sites[0].distance));
  return nearest ? { place: nearest.place, sites: nearest.sites.slice(0, MOST_SITES) } : null;
}

/**
 * The content of a file, read once; after a failure it is read again.
 * @param {string} path
 */
function loadOnce(path) {
  const known = files.get(path);
  if (known) return known;
  const content = read(path).then(({ body }) => body);
  files.set(path, content);
  content.catch(() => files.delete(path));
  return content;
}

/** Words in lower case without accents and punctuation. */
const wordsOf = (/** @type {string} */ search) =>
  search
    .normalize("NFD")
    .replaceAll(/[\p{M}.'’]/gu, "")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(Boolean);

/** "saintlouis", for "St. Louis" as for "Saint Louis"; "ofallon", for "O'Fallon" as for "O Fallon". */
const keyOf = (/** @type {string[]} */ words) => words.map((word) => SPELLED_OUT[word] ?? word).join("");
