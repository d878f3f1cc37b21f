const SHORTEST_SPREAD_SECONDS = 10;
/** What a small collector lets in beside its other work. More at once would wait longer than a handshake may take, and for nothing. */
const RETURNS_PER_SECOND = 150;

/** Whole seconds after which one of so many agents comes back to a collector that stops. `random` gives 0 to 1. */
export function secondsUntilReturn(agents: number, random: () => number): number {
  const spread = Math.max(SHORTEST_SPREAD_SECONDS, Math.ceil(agents / RETURNS_PER_SECOND));
  return 1 + Math.floor(random() * spread);
}
