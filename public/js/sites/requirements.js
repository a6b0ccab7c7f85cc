// Which plug and power are available, and the nearest ones to those that are not. Pure functions. `connector` "" means
// any plug, `kw` 0 any power.

/**
 * @import { PortPower } from "../lib/format.js"
 * @import { Requirements } from "./filters.js"
 */

/**
 * @param {PortPower} port
 * @param {Requirements} requirements
 */
export const meetsRequirements = ({ connectors, maxPowerKw }, { connector, kw }) =>
  (!connector || connectors.some(({ type }) => type === connector)) && (maxPowerKw ?? 0) >= kw;

/**
 * The highest power with a plug; 0 if no port has it.
 * @param {PortPower[]} ports
 * @param {string} connector
 */
export const mostPower = (ports, connector) =>
  Math.max(
    0,
    ...ports
      .filter((port) => meetsRequirements(port, { connector, kw: 0 }))
      .map(({ maxPowerKw }) => maxPowerKw ?? 0),
  );

/**
 * The plug that all of these ports have; "" if there is none, so that any port may not fit.
 * @param {PortPower[]} ports
 */
export function commonPlug(ports) {
  const sets = ports.map(({ connectors }) => [...new Set(connectors.map(({ type }) => type))].sort());
  const isCommon = sets.every((types) => String(types) === String(sets[0]));
  return (isCommon && sets[0]?.[0]) || "";
}

/**
 * The nearest requirements to those that no port meets: less power, with the same plug. Another would not fit the car.
 * @param {PortPower[]} ports
 * @param {Requirements} needs
 * @returns {Requirements[]}
 */
export function nearestRequirements(ports, { connector, kw }) {
  if (ports.some((port) => meetsRequirements(port, { connector, kw }))) return [];
  const most = mostPower(ports, connector);
  return most > 0 ? [{ connector, kw: most }] : [];
}
