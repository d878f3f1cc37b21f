import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, temporaryDirectory } from '@suivi/testkit';
import { startCollector } from '../test/support/collector.ts';
import type { BareClientsTasks } from './support/bare-clients.ts';
import type { BareSocketsTasks } from './support/bare-sockets.ts';
import { type Benchmark, mebibytes, seconds } from './support/finding.ts';
import { enrolFleet } from './support/fleet.ts';
import type { LoadTasks } from './support/load.ts';
import { openFileLimit, peakBytes, residentBytes } from './support/proc.ts';
import { median, quantile } from './support/statistics.ts';
import { startWorker, type Worker } from './support/worker.ts';

const AGENTS = 10_000;
const QUICK_AGENTS = 1_000;
const SPARE_FILES = 1_000;
/** Three rounds of heartbeats. */
const REST_MS = 60_000;
const SAMPLE_MS = 5_000;
const RETURN_LIMIT_MS = 8 * 60_000;
const MEMORY_GOAL = 512 * 2 ** 20;

/** A large fleet on one collector: what it needs, and how long it takes until all are back after a restart. */
export const tenThousand: Benchmark = {
  name: 'ten-thousand',
  async run({ quick, say }) {
    const size = quick ? QUICK_AGENTS : AGENTS;
    const files = await openFileLimit();
    if (files < size + SPARE_FILES)
      throw new Error(`${size} sockets need more open files than ${files}; raise it with ulimit -Hn.`);
    const floor = await bareSockets(size);
    say(`a bare ws server with ${size} connections: ${mebibytes(floor)}`);

    await using data = await temporaryDirectory('collector');
    const path = join(data.path, 'suivi.db');
    const fleet = await enrolFleet(path, size);
    say('enrolled');
    let collector = await startCollector(data.path, { SU_DB_PATH: path });
    await using load = startWorker<LoadTasks>('load.ts');
    try {
      await load.ask('connect', { port: collector.port, fleet });
      say('connected');
      const resident = await highest(collector.program.pid);

      await load.ask('reportWhenWelcomed', 1);
      const restarted = performance.now();
      await collector.program.stop();
      const stopMs = performance.now() - restarted;
      collector = await startCollector(data.path, { SU_DB_PATH: path, SU_PORT: `${collector.port}` });
      const startMs = performance.now() - restarted - stopMs;
      say(`stopped in ${seconds(stopMs)}, started in ${seconds(startMs)}`);
      const afterMs = await allServed(load, size, say);
      const peak = await peakBytes(collector.program.pid);
      return [
        {
          what: `resident memory with ${size} agents connected; floor: a bare ws server`,
          measured: mebibytes(resident),
          floor: mebibytes(floor),
          compared: `peak while all came back: ${mebibytes(peak)}`,
          goal: `≤ ${mebibytes(MEMORY_GOAL)}`,
          met: Math.max(resident, peak) <= MEMORY_GOAL,
        },
        {
          what: `until all ${size} are back and served (WELCOME and one report acknowledged) after a restart`,
          measured: seconds(quantile(afterMs, 1)),
          floor: '',
          compared: `half of them: ${seconds(median(afterMs))}; the restart itself: ${seconds(stopMs + startMs)}`,
          goal: '',
          met: null,
        },
      ];
    } finally {
      await collector.program.kill();
    }
  },
};

async function bareSockets(size: number): Promise<number> {
  await using server = startWorker<BareSocketsTasks>('bare-sockets.ts');
  await using clients = startWorker<BareClientsTasks>('bare-clients.ts');
  const port = await server.ask('listen');
  await clients.ask('connect', { port, count: size });
  return residentBytes(server.pid);
}

/** Waits until every agent has been served; gives the milliseconds that each needed. */
async function allServed(
  load: Worker<LoadTasks>,
  size: number,
  say: (line: string) => void,
): Promise<number[]> {
  const { afterMs, refusals } = await eventually(
    async () => {
      const progress = await load.ask('served');
      say(`${progress.afterMs.length} served`);
      return progress.afterMs.length === size && progress;
    },
    { what: `${size} agents that are served`, intervalMs: 5_000, timeoutMs: RETURN_LIMIT_MS },
  );
  say(`refusals on the way: ${JSON.stringify(refusals)}`);
  return afterMs;
}

/** The most memory seen during some rounds of heartbeats, in bytes. */
async function highest(pid: number): Promise<number> {
  let most = 0;
  for (let waited = 0; waited < REST_MS; waited += SAMPLE_MS) {
    await pause(SAMPLE_MS);
    most = Math.max(most, await residentBytes(pid));
  }
  return most;
}
