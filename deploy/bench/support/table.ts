import { cpus } from 'node:os';
import type { Finding } from './finding.ts';

const HEAD = `# Benchmarks

\`npm run bench\` runs all of them and writes this page; \`npm run bench -- <name>\` runs one and updates its rows;
\`--quick\` takes shorter measurements, and the rows say so. Every goal is judged against a floor measured in the same
run, in turns with what it is the floor of; numbers are medians unless a row says otherwise.

- **agent-at-rest**: the bundled agent, enrolled and connected, beside a Node of the same version that does nothing.
- **analysis**: the agent's analysis beside one bare \`apt-get -s dist-upgrade\` with the same warm package cache.
- **ingest**: reports acknowledged after their commit over real WebSockets, beside better-sqlite3 alone running the
  same statements with the same values in transactions of 200. The load runs on the same cores as the collector.
- **ten-thousand**: one collector, its agents on loopback with the real handshake and the real agent's backoff.
- **change-to-visible**: a package changed by apt-get in a sandbox root, until \`/api/stream\` shows the new count.
- **first-line**: a refresh asked for over the API, until a client that follows its log has apt's first line, beside
  \`apt-get update\` alone.
- **log-throughput**: a package's script writes a large log; how fast it reaches a client, and what the reports of other
  machines feel of it: of those sent 5 ms or more after the one before, since their sender shares a core with script, agent and client and is
  late at times. The collector has a core to itself.
- **fleet-page**: the page of the fleet in headless Chromium, from a collector with simulated agents, all on the same cores.

| benchmark | what | measured | floor | compared | goal | met | run |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

const MET = new Map([
  [true, 'yes'],
  [false, '**no**'],
  [null, ''],
]);

/** When and where a run took place: date, Node, cores, and whether it was a quick one. */
export const describeRun = (quick: boolean, now = new Date()): string =>
  `${now.toISOString().slice(0, 16).replace('T', ' ')}, Node ${process.versions.node}, ${cpus().length} cores${quick ? ', quick' : ''}`;

/** The page with the rows of one benchmark replaced, in the order of `names`. Rows of the others stay as they are. */
export function updatePage(
  page: string,
  names: readonly string[],
  name: string,
  findings: readonly Finding[],
  run: string,
): string {
  const rowsOf = (other: string) => page.split('\n').filter((line) => line.startsWith(`| ${other} |`));
  const rows = names.flatMap((other) => (other === name ? findings.map(rowFor(name, run)) : rowsOf(other)));
  return `${HEAD}${rows.join('\n')}\n`;
}

const rowFor =
  (name: string, run: string) =>
  ({ what, measured, floor, compared, goal, met }: Finding): string =>
    `| ${[name, what, measured, floor, compared, goal, MET.get(met), run].join(' | ')} |`;
