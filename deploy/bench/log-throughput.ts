import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nativeArchitecture, temporaryDirectory } from '@suivi/testkit';
import { call, startCollector } from '../test/support/collector.ts';
import { createMachine } from '../test/support/machine.ts';
import { apart } from './support/apart.ts';
import { atMostTimes, type Benchmark, type Finding, mebibytes, milliseconds } from './support/finding.ts';
import { enrolFleet } from './support/fleet.ts';
import type { LoadTasks } from './support/load.ts';
import { type Arrival, followLog } from './support/log.ts';
import { mostMemory, ownCpuMs } from './support/proc.ts';
import { floodOverSocket } from './support/raw-log.ts';
import { median, quantile } from './support/statistics.ts';
import { startWorker } from './support/worker.ts';

const MEBIBYTES = 100;
const QUICK_MEBIBYTES = 20;
const OTHERS = 20;
const REPORTS_EACH = 20;
/** Between two reports of one machine: 100 a second from all of them. */
const EVERY_MS = 200;
/** Bytes a second. */
const GOAL = 50e6;

/** What a program's CPU time would bring through if it had a core to itself. */
const perCpu = (name: string, size: number, cpu: number): Finding => ({
  what: `bytes of the log per second of the ${name}'s CPU time`,
  measured: rate(size / (cpu / 1000)),
  floor: '',
  compared: '',
  goal: `≥ ${rate(GOAL)}`,
  met: size / (cpu / 1000) >= GOAL,
});

const rate = (bytesPerSecond: number): string => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;

/** What came from the first to the last piece of the script's output, which is nearly all that is in the log. */
function loudPart(arrivals: readonly Arrival[], size: number): { bytes: number; ms: number } {
  const end = arrivals.at(-1)?.bytes ?? 0;
  const first = arrivals.find(({ bytes }) => bytes > end - size);
  const last = arrivals.find(({ bytes }) => bytes >= size);
  if (!first || !last) throw new Error(`only ${end} bytes of the log came`);
  return { bytes: last.bytes - first.bytes, ms: last.at - first.at };
}

/**
 * A package's script writes a large log: how fast it reaches a client that follows it through agent and collector, against the
 * same bytes over a bare WebSocket into a file; and what the reports of other machines feel of it meanwhile. The collector has a core to itself, as it would have a machine to itself.
 */
export const logThroughput: Benchmark = {
  name: 'log-throughput',
  async run({ quick, say }) {
    const size = (quick ? QUICK_MEBIBYTES : MEBIBYTES) * 2 ** 20;
    await using data = await temporaryDirectory('collector');
    const path = join(data.path, 'suivi.db');
    const fleet = await enrolFleet(path, OTHERS);
    const collector = await startCollector(data.path, { SU_DB_PATH: path });
    await using _collector = collector.program;
    await using machine = await createMachine(collector.url);
    const id = await machine.enrol(collector.url);
    await machine.root.offer('loud');
    await writeFile(machine.root.path('run/lab-loud.bytes'), String(size));
    await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await machine.firstAnalysis(collector.url, id);
    await using load = startWorker<LoadTasks>('load.ts');
    await load.ask('connect', { port: collector.port, fleet });
    apart({ alone: collector.program.pid, others: [process.pid, agent.pid, load.pid], first: load.pid, say });

    const cpuOfCollector = () => ownCpuMs(collector.program.pid);
    const started = await cpuOfCollector();
    const calm = await load.ask('paced', { each: REPORTS_EACH, everyMs: EVERY_MS, from: 1 });
    const [before, agentBefore] = [await cpuOfCollector(), await ownCpuMs(agent.pid)];
    const { executionId } = await call<{ executionId: string }>(
      collector.url,
      'POST',
      `/api/machines/${id}/actions`,
      {
        action: 'apt_upgrade_selected',
        packages: [{ name: 'lab-loud', arch: await nativeArchitecture(), version: '1.1' }],
        plan: 'current',
      },
    );
    const log = await followLog(collector.url, executionId);
    await log.until((text) => text.includes('lab-loud: a line'));
    const busy = await load.ask('paced', { each: REPORTS_EACH, everyMs: EVERY_MS, from: REPORTS_EACH + 1 });
    const { bytes, ms } = loudPart(await log.ended, size);
    const agentUsed = (await ownCpuMs(agent.pid)) - agentBefore;
    const collectorUsed = (await cpuOfCollector()) - before - (before - started);
    const measured = bytes / (ms / 1000);
    const floor = bytes / ((await floodOverSocket(bytes)) / 1000);
    say(`${mebibytes(bytes)} in ${milliseconds(ms)}`);
    return [
      {
        what: `a log of ${mebibytes(size)} from a package's script to a client; floor: a bare WebSocket into a file`,
        measured: rate(measured),
        floor: rate(floor),
        compared: `${(measured / floor).toFixed(2)}×`,
        goal: `≥ ${rate(GOAL)}`,
        met: measured >= GOAL,
      },
      perCpu('agent', size, agentUsed),
      perCpu('collector', size, collectorUsed),
      atMostTimes({
        what: `median time to the acknowledgement of other machines' reports meanwhile; floor: the same without the log`,
        measured: median(busy),
        floor: median(calm),
        unit: (ms) => `${ms.toFixed(1)} ms`,
        goal: 1.1,
      }),
      {
        what: '95th percentile of the same',
        measured: milliseconds(quantile(busy, 0.95)),
        floor: milliseconds(quantile(calm, 0.95)),
        compared: '',
        goal: '',
        met: null,
      },
      await mostMemory('agent', agent.pid),
      await mostMemory('collector', collector.program.pid),
    ];
  },
};
