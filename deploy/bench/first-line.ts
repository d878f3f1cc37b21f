import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRoot, eventually, type SandboxRoot, temporaryDirectory } from '@suivi/testkit';
import { aptEnvironment } from '../../agent/src/host/apt-env.ts';
import { call, startCollector } from '../test/support/collector.ts';
import { createMachine } from '../test/support/machine.ts';
import { atMostOver, type Benchmark, milliseconds } from './support/finding.ts';
import { followLog } from './support/log.ts';
import { mostMemory } from './support/proc.ts';
import { alternate, quantile } from './support/statistics.ts';

const REQUESTS = 30;
const QUICK_REQUESTS = 10;

/** The first line that is apt's own, within a line of JSON; the one before it is the runner's. */
const FROM_APT = /(?:"|\\n)(?:Hit|Get|Ign|Err|Reading)/;

/** From asking for a refresh over the API to apt's first line at a client that follows the log, against apt-get alone. */
export const firstLine: Benchmark = {
  name: 'first-line',
  async run({ quick, say }) {
    await using data = await temporaryDirectory('collector');
    const collector = await startCollector(data.path);
    await using _collector = collector.program;
    await using machine = await createMachine(collector.url);
    const id = await machine.enrol(collector.url);
    await using agent = await machine.start({ SU_REFRESH_HOURS: '0' });
    await machine.firstAnalysis(collector.url, id);
    // Of its own: the agent would look at what another apt has changed, just when the next request comes.
    await using bareRoot = await createRoot({ flavour: 'debian' });

    const { measured, floor } = await alternate(
      quick ? QUICK_REQUESTS : REQUESTS,
      async () => {
        const began = performance.now();
        const { executionId } = await call<{ executionId: string }>(
          collector.url,
          'POST',
          `/api/machines/${id}/actions`,
          { action: 'apt_refresh' },
        );
        const log = await followLog(collector.url, executionId);
        const seen = await log.until((text) => FROM_APT.test(text));
        await log.ended;
        await quiet(collector.url, id);
        return seen - began;
      },
      () => bareStart(bareRoot),
    );
    say(measured.map(milliseconds).join(', '));
    return [
      atMostOver({
        what: `95th percentile of ${measured.length} requests to apt's first line; floor: that of apt-get alone`,
        measured: quantile(measured, 0.95),
        floor: quantile(floor, 0.95),
        unit: milliseconds,
        goal: 300,
      }),
      await mostMemory('agent', agent.pid),
      await mostMemory('collector', collector.program.pid),
    ];
  },
};

/** Milliseconds until a bare `apt-get update` says its first word. */
async function bareStart(root: SandboxRoot): Promise<number> {
  const began = performance.now();
  const child = spawn('apt-get', ['-q', 'update'], {
    env: aptEnvironment(root.env),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const took = performance.now() - began;
  child.stdout.resume();
  await ended;
  return took;
}

/** Waits for the analysis that follows a run, so that the next request meets an idle machine. */
const quiet = (url: string, id: string) =>
  eventually(
    async () => {
      const { state } = await call<{ state: { status: string } }>(url, 'GET', `/api/machines/${id}`);
      return state.status !== 'unknown' && state.status !== 'running';
    },
    { what: 'the analysis after the run', timeoutMs: 30_000 },
  );
