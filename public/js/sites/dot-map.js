// A map of dots without tiles. It has no information that the list lacks, so it is hidden from assistive technology; a
// dot and its card are highlighted together.

import { areInOneArea, frameAround, hasPosition, project } from "./map-projection.js";
import { linkToSite } from "./card-list.js";
import { query } from "../lib/dom.js";

/**
 * @import { SiteCardResponse } from "../api/schema.d.ts"
 * @import { Filter } from "./filters.js"
 * @import { Place, Point } from "./map-projection.js"
 * @typedef {Place & { id: number, name: string }} Dot A site with a position.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {HTMLElement} map
 * @param {SiteCardResponse[]} sites Those without a position are left out.
 * @param {{ filter: Filter, here: Place | null }} options
 */
export function drawDotMap(map, sites, { filter, here }) {
  const svg = query(map, "svg");
  const placed = sites.filter(hasPosition);
  const points = placed.map(project);
  map.hidden = areInOneArea(points);
  /** @type {Element[]} */
  const dots = placed.map((site) => dotFor(site, filter));
  if (here) dots.push(group("g", "is-here", project(here)));
  query(svg, "[data-dots]").replaceChildren(...dots);
  if (placed.length > 0) svg.setAttribute("viewBox", frameAround(points).join(" "));
}

/**
 * Highlight the dot of a site, or none.
 * @param {HTMLElement} root
 * @param {string | number} id
 */
export function pointAt(root, id) {
  for (const lit of root.querySelectorAll(".is-pointed")) lit.classList.remove("is-pointed");
  for (const part of root.querySelectorAll(`[data-key="${id}"]`)) part.classList.add("is-pointed");
}

/**
 * @param {Dot} site
 * @param {Filter} filter
 */
function dotFor(site, filter) {
  const link = group("a", "dot", project(site));
  link.dataset.key = String(site.id);
  link.setAttribute("href", linkToSite(site, filter));
  link.setAttribute("tabindex", "-1");
  const title = document.createElementNS(SVG, "title");
  title.textContent = site.name;
  link.append(title);
  return link;
}

/**
 * A dot whose size is independent of the map's scale: the round caps of two lines of zero length.
 * @param {"a" | "g"} tag
 * @param {string} className
 * @param {Point} point
 */
function group(tag, className, [x, y]) {
  const element = document.createElementNS(SVG, tag);
  element.setAttribute("class", className);
  for (const part of ["rim", "core"]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", part);
    path.setAttribute("d", `M${x} ${y}h0`);
    element.append(path);
  }
  return element;
}
