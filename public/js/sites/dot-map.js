// A map of dots without tiles. It says nothing that the list does not say, so it is hidden from assistive
// technology; a dot and its card light up together.

import { frameAround, project } from "./map-projection.js";
import { linkToSite } from "./card-list.js";

const SVG = "http://www.w3.org/2000/svg";

export function drawDotMap(map, sites, { filter, here }) {
  const svg = map.querySelector("svg");
  const dots = sites.map((site) => dotFor(site, filter));
  if (here) dots.push(group("g", "is-here", project(here)));
  svg.querySelector("[data-dots]").replaceChildren(...dots);
  if (sites.length > 0) svg.setAttribute("viewBox", frameAround(sites.map(project)).join(" "));
  map.classList.toggle("is-empty", sites.length === 0);
}

/** Light the dot of a site, or none. */
export function pointAt(root, id) {
  for (const lit of root.querySelectorAll(".is-pointed")) lit.classList.remove("is-pointed");
  for (const part of root.querySelectorAll(`[data-key="${id}"]`)) part.classList.add("is-pointed");
}

function dotFor(site, filter) {
  const link = group("a", "dot", project(site));
  link.dataset.key = site.id;
  link.setAttribute("href", linkToSite(site, filter));
  link.setAttribute("tabindex", "-1");
  const title = document.createElementNS(SVG, "title");
  title.textContent = site.name;
  link.append(title);
  return link;
}

/** A dot of a size that does not depend on the map's scale: the round caps of two lines of no length. */
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
