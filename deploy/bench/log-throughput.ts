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
import { ownCpuMs, peakBytes } from './support/proc.ts';
import { floodOverSocket } from './support/raw-log.ts';
import { median, quantile } from './support/statistics.ts';
import { startWorker, type Worker } from './support/worker.ts';

const MEBIBYTES = 100;
const QUICK_MEBIBYTES = 20;
const ROUNDS = 7;
const QUICK_ROUNDS = 2;
const OTHERS = 20;
/** Between two reports of one machine: 100 a second from all of them. */
const EVERY_MS = 200;
/** About as long as the log takes. */
const REPORTS_EACH = 15;
/** Bytes a second. */
const GOAL = 50e6;

interface Setting {
  readonly collector: Awaited<ReturnType<typeof startCollector>>;
  readonly load: Worker<LoadTasks>;
  readonly size: number;
  readonly round: number;
  readonly say: (line: string) => void;
}

/** One log, on a machine of its own. */
interface Round {
  /** Bytes a second at the client. */
  readonly rate: number;
  /** The same over a bare WebSocket. */
  readonly floor: number;
  /** Bytes a second of CPU time. */
  readonly agentRate: number;
  readonly collectorRate: number;
  readonly agentPeak: number;
  /** Milliseconds to the acknowledgements of the others' reports before the log, and while it came. */
  readonly calm: readonly number[];
  readonly busy: readonly number[];
}

const rateText = (bytesPerSecond: number): string => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;

/** From the first to the last piece of the script's output, which is nearly all that is in the log. */
function loudPart(arrivals: readonly Arrival[], size: number): { first: Arrival; last: Arrival } {
  const end = arrivals.at(-1)?.bytes ?? 0;
  const first = arrivals.find(({ bytes }) => bytes > end - size);
  const last = arrivals.find(({ bytes }) => bytes >= size);
  if (!first || !last) throw new Error(`only ${end} bytes of the log came`);
  return { first, last };
}

async function playRound({ collector, load, size, round, say }: Setting): Promise<Round> {
  await using machine = await createMachine(collector.url);
  const id = await machine.enrol(collector.url);
  await machine.root.offer('loud');
  await writeFile(machine.root.path('run/lab-loud.bytes'), String(size));
  await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });
  await machine.firstAnalysis(collector.url, id);
  apart({ alone: collector.program.pid, others: [process.pid, agent.pid, load.pid], first: load.pid, say });

  const cpu = () => Promise.all([ownCpuMs(collector.program.pid), ownCpuMs(agent.pid)]);
  const reports = (half: number) =>
    load.ask('paced', { each: REPORTS_EACH, everyMs: EVERY_MS, from: (2 * round + half) * REPORTS_EACH + 1 });
  const [started] = await cpu();
  const calm = await reports(0);
  const [collectorBefore, agentBefore] = await cpu();
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
  const all = await reports(1);
  const { first, last } = loudPart(await log.ended, size);
  const [collectorAfter, agentAfter] = await cpu();
  const bytes = last.bytes - first.bytes;
  const rate = bytes / ((last.at - first.at) / 1000);
  const floor = bytes / ((await floodOverSocket(bytes)) / 1000);
  const busy = all.filter(({ at }) => within(at - performance.timeOrigin, first, last));
  say(`round ${round + 1}: ${rateText(rate)}, bare ${rateText(floor)}, ${busy.length} reports meanwhile`);
  return {
    rate,
    floor,
    agentRate: size / ((agentAfter - agentBefore) / 1000),
    // Without what the reports cost it, which came as often before.
    collectorRate: size / ((collectorAfter - collectorBefore - (collectorBefore - started)) / 1000),
    agentPeak: await peakBytes(agent.pid),
    calm: calm.map(({ ms }) => ms),
    busy: busy.map(({ ms }) => ms),
  };
}

const within = (at: number, first: Arrival, last: Arrival) => at >= first.at && at <= last.at;

/** What a program's CPU time would bring through if it had a core to itself. */
const perCpu = (name: string, rate: number): Finding => ({
  what: `bytes of the log per second of the ${name}'s CPU time`,
  measured: rateText(rate),
  floor: '',
  compared: '',
  goal: `≥ ${rateText(GOAL)}`,
  met: rate >= GOAL,
});

const most = (name: string, bytes: number): Finding => ({
  what: `most memory of the ${name}`,
  measured: mebibytes(bytes),
  floor: '',
  compared: '',
  goal: '',
  met: null,
});

/**
 * A package's script writes a large log: how fast it reaches a client that follows it through agent and collector, against the
 * same bytes over a bare WebSocket into a file; and what the reports of other machines feel of it meanwhile. The collector has
 * a core to itself, as it would have a machine to itself. In rounds, quiet and busy in turns, since the machine itself is never
 * the same for long; the round in the middle counts, and of the reports all.
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
    await using load = startWorker<LoadTasks>('load.ts');
    await load.ask('connect', { port: collector.port, fleet });
    const rounds: Round[] = [];
    for (let round = 0; round < (quick ? QUICK_ROUNDS : ROUNDS); round++)
      rounds.push(await playRound({ collector, load, size, round, say }));

    const middle = (of: (round: Round) => number) => median(rounds.map(of));
    const measured = middle(({ rate }) => rate);
    const floor = middle((round) => round.floor);
    const calm = rounds.flatMap((round) => round.calm);
    const busy = rounds.flatMap((round) => round.busy);
    return [
      {
        what: `a log of ${mebibytes(size)} from a package's script to a client, median of ${rounds.length}; floor: a bare WebSocket into a file`,
        measured: rateText(measured),
        floor: rateText(floor),
        compared: `${(measured / floor).toFixed(2)}×`,
        goal: `≥ ${rateText(GOAL)}`,
        met: measured >= GOAL,
      },
      perCpu(
        'agent',
        middle(({ agentRate }) => agentRate),
      ),
      perCpu(
        'collector',
        middle(({ collectorRate }) => collectorRate),
      ),
      atMostTimes({
        what: `median time to the acknowledgement of other machines' reports meanwhile (${busy.length}); floor: the same without the log`,
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
      most('agent', Math.max(...rounds.map(({ agentPeak }) => agentPeak))),
      most('collector', await peakBytes(collector.program.pid)),
    ];
  },
};
