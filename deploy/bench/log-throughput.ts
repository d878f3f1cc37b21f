import { join } from 'node:path';
import { temporaryDirectory } from '@suivi/testkit';
import { type Collector, startCollector } from '../test/support/collector.ts';
import { apart } from './support/apart.ts';
import { atMostTimes, type Benchmark, type Finding, mebibytes } from './support/finding.ts';
import { enrolFleet } from './support/fleet.ts';
import type { Acknowledged, LoadTasks } from './support/load.ts';
import { loudMachine } from './support/loud.ts';
import { peakBytes } from './support/proc.ts';
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
/**
 * Who sends the reports shares a core with script, agent and client, and is late at times; then several go out at once and wait for each
 * other, which is not the log's doing. Those count that went out so long after the one before.
 */
const APART_MS = EVERY_MS / OTHERS / 2;
/** About as long as the log takes. */
const REPORTS_EACH = 15;
/** Bytes a second. */
const GOAL = 50e6;

const rateText = (bytesPerSecond: number): string => `${(bytesPerSecond / 1e6).toFixed(1)} MB/s`;

/** One log alone, and the same bytes over a bare WebSocket. In bytes a second, also of each program's CPU time. */
interface Alone {
  readonly rate: number;
  readonly floor: number;
  readonly agentRate: number;
  readonly collectorRate: number;
  readonly agentPeak: number;
}

async function aloneRound(collector: Collector, size: number): Promise<Alone> {
  await using machine = await loudMachine(collector, size);
  const log = await (await machine.begin()).whole;
  const bytes = log.last.bytes - log.first.bytes;
  return {
    rate: bytes / ((log.last.at - log.first.at) / 1000),
    floor: bytes / ((await floodOverSocket(bytes)) / 1000),
    agentRate: size / (log.agentCpuMs / 1000),
    collectorRate: size / (log.collectorCpuMs / 1000),
    agentPeak: log.agentPeak,
  };
}

/** The acknowledgements of the others' reports, before a log and while it came. */
interface Beside {
  readonly calm: readonly Acknowledged[];
  readonly busy: readonly Acknowledged[];
}

const times = (reports: readonly Acknowledged[]): number[] => reports.map(({ ms }) => ms);
const apartTimes = (reports: readonly Acknowledged[]): number[] =>
  times(reports.filter(({ afterMs }) => afterMs >= APART_MS));

/** For a round, which may have none that count. */
function middleText(reports: readonly Acknowledged[]): string {
  const apart = apartTimes(reports);
  return apart.length === 0 ? 'none' : `${median(apart).toFixed(1)} ms`;
}

interface BesideSetting {
  readonly collector: Collector;
  readonly load: Worker<LoadTasks>;
  readonly size: number;
  readonly round: number;
  readonly say: (line: string) => void;
}

async function besideRound({ collector, load, size, round, say }: BesideSetting): Promise<Beside> {
  await using machine = await loudMachine(collector, size);
  apart({ alone: collector.program.pid, others: [process.pid, machine.pid, load.pid], first: load.pid, say });
  const reports = (half: number) =>
    load.ask('paced', { each: REPORTS_EACH, everyMs: EVERY_MS, from: (2 * round + half) * REPORTS_EACH + 1 });
  const calm = await reports(0);
  const { whole } = await machine.begin();
  const all = await reports(1);
  const { first, last } = await whole;
  const isWithin = (at: number) => at >= first.at && at <= last.at;
  return {
    calm,
    busy: all.filter(({ at }) => isWithin(at - performance.timeOrigin)),
  };
}

/** What a program's CPU time would bring through if it had a core to itself. */
const perCpu = (name: string, rate: number): Finding => ({
  what: `bytes of the log per second of the ${name}'s CPU time`,
  measured: rateText(rate),
  floor: '',
  compared: '',
  goal: `≥ ${rateText(GOAL)}`,
  met: rate >= GOAL,
});

/** Of all reports, also of those that waited for each other, without a judgement. */
function ofAll(name: string, part: number, beside: readonly Beside[]): Finding {
  const busy = times(beside.flatMap((round) => round.busy));
  const calm = times(beside.flatMap((round) => round.calm));
  const [measured, floor] = [quantile(busy, part), quantile(calm, part)];
  return {
    what: `${name} of all reports meanwhile (${busy.length}), also of those that waited for each other`,
    measured: `${measured.toFixed(1)} ms`,
    floor: `${floor.toFixed(1)} ms`,
    compared: `${(measured / floor).toFixed(2)}×`,
    goal: '',
    met: null,
  };
}

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
 * same bytes over a bare WebSocket into a file; and, with logs of their own, what the reports of other machines feel of it. For
 * that the collector has a core to itself, and the machine's files lie in memory, as each would be a machine of its own. In
 * rounds, since the machine that this runs on is never the same for long: of the rates the one in the middle counts, of the
 * reports all.
 */
export const logThroughput: Benchmark = {
  name: 'log-throughput',
  async run({ quick, say }) {
    const size = (quick ? QUICK_MEBIBYTES : MEBIBYTES) * 2 ** 20;
    const rounds = quick ? QUICK_ROUNDS : ROUNDS;
    await using data = await temporaryDirectory('collector');
    const path = join(data.path, 'suivi.db');
    const fleet = await enrolFleet(path, OTHERS);
    const collector = await startCollector(data.path, { SU_DB_PATH: path });
    await using _collector = collector.program;

    const alone: Alone[] = [];
    for (let round = 0; round < rounds; round++) {
      alone.push(await aloneRound(collector, size));
      say(`${rateText(alone.at(-1)!.rate)}, bare ${rateText(alone.at(-1)!.floor)}`);
    }
    await using load = startWorker<LoadTasks>('load.ts');
    await load.ask('connect', { port: collector.port, fleet });
    const beside: Beside[] = [];
    for (let round = 0; round < rounds; round++) {
      beside.push(await besideRound({ collector, load, size, round, say }));
      const { calm, busy } = beside.at(-1)!;
      say(`${middleText(busy)}, calm ${middleText(calm)}`);
    }

    const middle = (of: (round: Alone) => number) => median(alone.map(of));
    const measured = middle(({ rate }) => rate);
    const floor = middle((round) => round.floor);
    const calm = apartTimes(beside.flatMap((round) => round.calm));
    const busy = apartTimes(beside.flatMap((round) => round.busy));
    return [
      {
        what: `a log of ${mebibytes(size)} from a package's script to a client, median of ${rounds}; floor: a bare WebSocket into a file`,
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
        what: `median time to the acknowledgement of other machines' reports meanwhile (${busy.length} sent at a distance from the one before); floor: the same without the log`,
        measured: median(busy),
        floor: median(calm),
        unit: (ms) => `${ms.toFixed(1)} ms`,
        goal: 1.1,
      }),
      ofAll('median', 0.5, beside),
      ofAll('95th percentile', 0.95, beside),
      most('agent', Math.max(...alone.map(({ agentPeak }) => agentPeak))),
      most('collector', await peakBytes(collector.program.pid)),
    ];
  },
};
