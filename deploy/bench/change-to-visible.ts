import { eventually, temporaryDirectory } from '@suivi/testkit';
import { call, startCollector } from '../test/support/collector.ts';
import { createMachine } from '../test/support/machine.ts';
import type { AnalysisTasks } from './support/analysis.ts';
import { atMostOver, type Benchmark, milliseconds } from './support/finding.ts';
import { followMachine } from './support/follow.ts';
import { alternate, quantile } from './support/statistics.ts';
import { startWorker } from './support/worker.ts';

const CHANGES = 30;
const QUICK_CHANGES = 10;
const VERSIONS = ['1.1', '1.0'];

/** From the end of a command that changed a package to the machine's new count on the event stream, against the analysis alone. */
export const changeToVisible: Benchmark = {
  name: 'change-to-visible',
  async run({ quick, say }) {
    const changes = quick ? QUICK_CHANGES : CHANGES;
    await using data = await temporaryDirectory('collector');
    await using cache = await temporaryDirectory('apt-cache');
    const collector = await startCollector(data.path);
    await using _collector = collector.program;
    await using machine = await createMachine(collector.url);
    const id = await machine.enrol(collector.url);
    await using _agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await using stream = await followMachine(collector.url, id);
    await using worker = startWorker<AnalysisTasks>('analysis.ts', machine.root.env);
    await worker.ask('open', cache.path);
    const { count } = await worker.ask('analyse');
    await eventually(
      async () => {
        const { state } = await call<{ state: { aptUpdatesCount: number } | null }>(
          collector.url,
          'GET',
          `/api/machines/${id}`,
        );
        return state?.aptUpdatesCount === count;
      },
      { what: 'the first analysis', timeoutMs: 60_000 },
    );

    let change = 0;
    const { measured, floor } = await alternate(
      changes,
      async () => {
        const version = VERSIONS[change++ % 2];
        const visible = stream.shows(version === '1.1' ? count - 1 : count);
        await machine.root.ensure('apt-get', '-y', '--allow-downgrades', 'install', `lab-app=${version}`);
        const changed = performance.now();
        return Math.max(0, (await visible) - changed);
      },
      async () => (await worker.ask('analyse')).wallMs,
    );
    say(measured.map(milliseconds).join(', '));
    return [
      atMostOver({
        what: `95th percentile of ${changes} changes by apt-get; floor: that of the analysis alone`,
        measured: quantile(measured, 0.95),
        floor: quantile(floor, 0.95),
        unit: milliseconds,
        goal: 500,
      }),
    ];
  },
};
