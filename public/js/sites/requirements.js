// Which plug and power can be had, and what comes nearest to what cannot: pure functions. `connector` "" stands for any
// plug, `kw` 0 for any power.

export const meetsRequirements = ({ connectors, maxPowerKw }, { connector, kw }) =>
  (!connector || connectors.some(({ type }) => type === connector)) && maxPowerKw >= kw;

/** The most power that there is with a plug; 0 where nothing has it. */
export const mostPower = (ports, connector) =>
  Math.max(
    0,
    ...ports
      .filter((port) => meetsRequirements(port, { connector, kw: 0 }))
      .map(({ maxPowerKw }) => maxPowerKw),
  );

/** What comes nearest to needs that no port meets: less power with the same plug, then the same power with others. */
export function nearestRequirements(ports, { connector, kw }) {
  if (ports.some((port) => meetsRequirements(port, { connector, kw }))) return [];
  const most = mostPower(ports, connector);
  const strong = ports.filter((port) => meetsRequirements(port, { connector: "", kw }));
  const others = new Set(strong.flatMap(({ connectors }) => connectors.map(({ type }) => type)));
  return [
    ...(most > 0 ? [{ connector, kw: most }] : []),
    ...[...others].map((plug) => ({ connector: plug, kw })),
  ];
}
