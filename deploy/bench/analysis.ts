import { createRoot, temporaryDirectory } from '@suivi/testkit';
import type { AnalysisTasks } from './support/analysis.ts';
import { pendingTree, type Tree } from './support/debian-tree.ts';
import {
  atMostOver,
  atMostTimes,
  type Benchmark,
  type BenchmarkOptions,
  type Finding,
  milliseconds,
} from './support/finding.ts';
import { alternate, median } from './support/statistics.ts';
import { startWorker } from './support/worker.ts';

const ROUNDS = 7;
const LOOKS = 50;

/** The agent's analysis against one bare `apt-get -s dist-upgrade` with the same warm cache. */
export const analysis: Benchmark = {
  name: 'analysis',
  async run(options) {
    const findings: Finding[] = [];
    for (const pending of [30, 300]) findings.push(...(await onTree(await pendingTree(pending), options)));
    findings.push(...(await onTree({ root: await createRoot(), origin: 'tiny' }, options)));
    return findings;
  },
};

async function onTree({ root, origin }: Tree, { quick, say }: BenchmarkOptions): Promise<Finding[]> {
  await using cache = await temporaryDirectory('apt-cache');
  await using _root = root;
  await using worker = startWorker<AnalysisTasks>('analysis.ts', root.env);
  await worker.ask('open', cache.path);
  const { count, removals, problem } = await worker.ask('analyse');
  if (problem) throw new Error(`apt cannot plan on this root: ${problem}`);
  await worker.ask('simulate');
  const tree = `${count} pending, ${removals} removals, ${origin}`;
  say(tree);
  const costs = await alternate(
    quick ? 3 : ROUNDS,
    () => worker.ask('analyse'),
    () => worker.ask('simulate'),
  );
  const wall = {
    measured: median(costs.measured.map(({ wallMs }) => wallMs)),
    floor: median(costs.floor.map(({ wallMs }) => wallMs)),
    unit: milliseconds,
  };
  if (origin === 'tiny') {
    const looks = await worker.ask('look', LOOKS);
    return [
      atMostOver({ what: `wall, tiny root (${count} pending)`, ...wall, goal: 150 }),
      {
        what: `programs started by ${LOOKS} looks when nothing has changed`,
        measured: `${looks.children}`,
        floor: '',
        compared: `${looks.wallMs.toFixed(1)} ms a look`,
        goal: '0',
        met: looks.children === 0 && looks.unchanged,
      },
    ];
  }
  return [
    atMostTimes({ what: `wall, ${tree}`, ...wall, goal: 1.25 }),
    atMostTimes({
      what: `CPU, ${tree}`,
      measured: median(costs.measured.map((cost) => cost.cpuMs)),
      floor: median(costs.floor.map((cost) => cost.cpuMs)),
      unit: milliseconds,
      goal: 2,
    }),
  ];
}
