import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { temporaryDirectory } from '@suivi/testkit';
import { startCollector } from '../test/support/collector.ts';
import { createMachine } from '../test/support/machine.ts';
import { atMostTimes, type Benchmark, mebibytes } from './support/finding.ts';
import { cpuMs, residentBytes } from './support/proc.ts';
import { median } from './support/statistics.ts';

const SETTLE_MS = 30_000;
const REST_MINUTES = 10;
const QUICK_MINUTES = 1;
const SAMPLE_MS = 5_000;
/** Percent of a core. */
const CPU_GOAL = 0.1;

/** The agent with nothing to do: connected, with heartbeats and metrics, beside a Node that does nothing at all. */
export const agentAtRest: Benchmark = {
  name: 'agent-at-rest',
  async run({ quick, say }) {
    const minutes = quick ? QUICK_MINUTES : REST_MINUTES;
    await using data = await temporaryDirectory('collector');
    const collector = await startCollector(data.path);
    await using _collector = collector.program;
    await using machine = await createMachine(collector.url);
    const id = await machine.enrol(collector.url);
    await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await machine.firstAnalysis(collector.url, id);
    await using idle = startIdleNode();

    say(`resting for ${minutes} min after ${SETTLE_MS / 1000} s to settle`);
    await pause(SETTLE_MS);
    const before = await cpuMs(agent.pid);
    const began = performance.now();
    const samples = { agent: [] as number[], idle: [] as number[] };
    while (performance.now() - began < minutes * 60_000) {
      samples.agent.push(await residentBytes(agent.pid));
      samples.idle.push(await residentBytes(idle.pid));
      await pause(SAMPLE_MS);
    }
    const spent = (await cpuMs(agent.pid)) - before;
    const percent = (spent / (performance.now() - began)) * 100;
    return [
      atMostTimes({
        what: 'resident memory, against an idle Node of the same version',
        measured: median(samples.agent),
        floor: median(samples.idle),
        unit: mebibytes,
        goal: 1.5,
      }),
      {
        what: `CPU over ${minutes} min, children counted, in % of a core`,
        measured: `${percent.toFixed(3)} %`,
        floor: '',
        compared: `${spent} ms`,
        goal: `≤ ${CPU_GOAL} %`,
        met: percent <= CPU_GOAL,
      },
    ];
  },
};

function startIdleNode(): AsyncDisposable & { pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  return {
    pid: child.pid!,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
