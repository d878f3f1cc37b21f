import { hostname, networkInterfaces } from 'node:os';

/** Names and addresses under which machines may reach this collector: its own, and those that were configured. */
export function serverNames(configured: readonly string[], publicUrl: string | null): string[] {
  const host = hostname().toLowerCase();
  const addresses = Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    // Addresses with a zone are of use to this host alone.
    .filter(({ scopeid }) => !scopeid)
    .map(({ address }) => address);
  const of = publicUrl === null ? [] : [new URL(publicUrl).hostname.replaceAll(/[[\]]/g, '')];
  return [...new Set([...of, ...configured, host, 'localhost', ...addresses])];
}
