import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, smallDisk, startMirror, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { analysisOf, type Event, endOf, machineOf, machineUntil, requestRefresh } from './support/api.ts';
import { all, call, rebuildState, startCollector } from './support/collector.ts';
import { createMachine } from './support/machine.ts';
import { startRelay } from './support/proxy.ts';

const QUIET = { SU_REFRESH_HOURS: '0' };
const eventsOf = (url: string, id: string) => all<Event>(url, `/api/machines/${id}/events`);

/** A collector behind a relay, and a machine that is enrolled with it: what most faults begin with. */
async function pair() {
  const stack = new AsyncDisposableStack();
  const data = stack.use(await temporaryDirectory('collector'));
  const relay = stack.use(await startRelay());
  const machine = stack.use(await createMachine(`http://127.0.0.1:${relay.port}`));
  const start = async (env?: Record<string, string>) => {
    const collector = await startCollector(data.path, env);
    stack.use(collector.program);
    relay.target = collector.port;
    return collector;
  };
  return { data, relay, machine, start, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('row 2: the collector dies and the link is cut while a run goes on; all of it arrives, once', async () => {
  await using world = await pair();
  const { machine, relay } = world;
  const first = await world.start();
  const id = await machine.enrol(first.url);
  await using slow = await startMirror(join(machine.root.world.path, 'debian'), { kind: 'hang' });
  await writeFile(machine.root.path('etc/apt/apt.conf.d/patience'), 'Acquire::http::Timeout "3";\n');
  await machine.root.addSource({ name: 'slow', uri: slow.url, suites: ['trixie'] });
  await using _agent = await machine.start(QUIET);
  const { executionId, jobId } = await requestRefresh(first.url, id);
  await eventually(
    async () => (await call<string>(first.url, 'GET', `/api/executions/${executionId}/log`)).length > 0,
    {
      what: 'the first lines of the log',
      timeoutMs: 20_000,
    },
  );

  relay.cut();
  await first.program.kill();
  slow.mode = { kind: 'ok' };
  const run = join(machine.runnerDir, 'runs', jobId);
  await eventually(async () => (await readdir(run)).includes('result.json'), {
    what: 'the end of the run on the machine, on its own',
    timeoutMs: 60_000,
  });

  const { url } = await world.start();
  relay.heal();
  expect((await endOf(url, executionId)).status).toBe('ok');
  expect(await call<string>(url, 'GET', `/api/executions/${executionId}/log`)).toBe(
    await readFile(join(run, 'log'), 'utf8'),
  );
  const ends = (await eventsOf(url, id)).filter((event) => event.eventType === 'action_apt_refresh');
  expect(ends).toHaveLength(1);
});

test.each([1, -1])(
  'row 16: a clock that is %i year off is shown, and neither timers nor order suffer',
  async (years) => {
    await using world = await pair();
    const { url } = await world.start();
    const id = await world.machine.enrol(url);
    const shift = `data:text/javascript,const N=Date,o=${years}*365*864e5;globalThis.Date=class extends N{constructor(...a){a.length?super(...a):super(N.now()+o)}static now(){return N.now()+o}}`;
    await using _agent = await world.machine.start({ ...QUIET, NODE_OPTIONS: `--import "${shift}"` });

    const machine = await machineUntil(
      url,
      id,
      'the skew',
      ({ clockSkewMs }) => Math.abs(clockSkewMs ?? 0) > 1e9,
    );
    expect(Math.round(Number(machine.clockSkewMs) / (365 * 864e5))).toBe(years);
    await eventually(() => analysisOf(url, id), { what: 'an analysis', timeoutMs: 20_000 });
    const shown = await machineOf(url, id);
    expect(shown.status).toBe('warning');
    expect(shown.statusReasons.map(({ code }) => code)).toContain('clock_skew');

    await world.machine.root.ensure('apt-get', '-y', 'install', 'lab-app');
    await eventually(
      async () => (await eventsOf(url, id)).filter(({ eventType }) => eventType === 'apt_refresh').length > 1,
      {
        what: 'the change made by hand',
        timeoutMs: 20_000,
      },
    );
    const events = (await eventsOf(url, id)).sort((a, b) => a.seq - b.seq);
    const times = events.map(({ createdAt }) => createdAt);
    expect(times).toEqual([...times].sort());
    expect(Math.abs(Date.parse(times.at(-1)!) - Date.now())).toBeLessThan(60_000);
  },
);

test('row 17: a copied machine is named and kept out; the first goes on', async () => {
  await using world = await pair();
  const { url } = await world.start();
  const id = await world.machine.enrol(url);
  await using agent = await world.machine.start(QUIET);
  await machineUntil(url, id, 'the first analysis', ({ state }) => state.aptUpdatesCount > 0);

  await using copy = await createMachine(world.machine.env.SU_URL!);
  await cp(world.machine.stateDir, copy.stateDir, { recursive: true });
  await rm(join(copy.stateDir, 'lock'), { recursive: true, force: true });
  await using _second = await copy.start(QUIET);

  const quarantined = await eventually(
    async () =>
      (
        await call<{ items: { id: string; quarantine: { reason: string; of?: string } | null }[] }>(
          url,
          'GET',
          '/api/machines',
        )
      ).items.find((one) => one.quarantine),
    { what: 'the copy in quarantine', timeoutMs: 20_000 },
  );
  expect(quarantined.quarantine).toMatchObject({ reason: 'cloned', of: id });
  expect(await copy.agent('status').catch((error) => error.stdout)).toMatch(/same identity/);

  const { aptUpdatesCount } = (await machineOf(url, id)).state;
  await world.machine.root.ensure('apt-get', '-y', 'install', 'lab-app');
  await machineUntil(
    url,
    id,
    'the first to go on',
    ({ state }) => state.aptUpdatesCount === aptUpdatesCount - 1,
  );
  await agent.stop();
  await using _again = await world.machine.start(QUIET);
  await machineUntil(url, id, 'the first after a restart', ({ connected }) => connected);
});

test('row 18: files of the outbox that a power cut spoiled are set aside and reported, the others arrive', async () => {
  await using world = await pair();
  const first = await world.start();
  const id = await world.machine.enrol(first.url);
  await first.program.kill();
  const agent = await world.machine.start(QUIET);
  await using _agent = agent;
  const outbox = join(world.machine.stateDir, 'outbox');
  const waiting = async () =>
    (await readdir(join(outbox, 'waiting'))).filter((name) => !name.startsWith('.'));
  await eventually(async () => (await waiting()).length >= 2, {
    what: 'waiting messages',
    timeoutMs: 20_000,
  });
  await agent.kill();

  const [spoiled, ...whole] = (await waiting()).sort();
  const file = join(outbox, 'waiting', spoiled!);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(0, text.length / 2));
  expect(whole.length).toBeGreaterThan(0);

  const { url } = await world.start();
  await using _again = await world.machine.start(QUIET);
  await eventually(async () => (await waiting()).length === 0, {
    what: 'an empty outbox',
    timeoutMs: 30_000,
  });
  const reported = (await eventsOf(url, id)).find(({ eventType }) => eventType.includes('set_aside'));
  expect(reported?.message).toContain('set aside');
  expect((await analysisOf(url, id)).payload.apt.count).toBeGreaterThan(0);
});

test('row 19: a collector restored from a backup gets back what it lacks', async () => {
  await using world = await pair();
  const { data, machine } = world;
  const first = await world.start();
  const id = await machine.enrol(first.url);
  await using _agent = await machine.start(QUIET);
  await machine.firstAnalysis(first.url, id);
  await first.program.stop();
  await using backup = await temporaryDirectory('backup');
  await cp(data.path, backup.path, { recursive: true });

  const second = await world.start();
  await machineUntil(second.url, id, 'the machine', ({ connected }) => connected);
  const { executionId } = await requestRefresh(second.url, id);
  await endOf(second.url, executionId);
  const log = await call<string>(second.url, 'GET', `/api/executions/${executionId}/log`);
  await machine.root.ensure('apt-get', '-y', 'install', 'lab-app');
  const after = await eventually(
    async () => {
      const { payload } = await analysisOf(second.url, id);
      return payload.apt.packages.some(({ name }) => name === 'lab-app') ? null : payload;
    },
    { what: 'the upgrade made by hand', timeoutMs: 20_000 },
  );
  await second.program.kill();

  await rm(data.path, { recursive: true });
  await cp(backup.path, data.path, { recursive: true });
  const { url } = await world.start();
  expect((await endOf(url, executionId, 200_000)).status).toBe('ok');
  expect(await call<string>(url, 'GET', `/api/executions/${executionId}/log`)).toBe(log);
  await eventually(async () => (await analysisOf(url, id)).payload.apt.count === after.apt.count, {
    what: 'the analysis that the backup lacked',
    timeoutMs: 30_000,
  });
  expect(await rebuildState(data.path)).toMatch(/^0 differences/m);
});

test('row 21: the disk of the collector is full: it says so, the agent keeps its data, and all arrives after', async (context) => {
  const disk = await smallDisk(8 * 1024 * 1024);
  if ('reason' in disk) return context.skip(disk.reason);
  await using _disk = disk;
  await using world = await pair();
  const { url } = await world.start({ SU_DATA_DIR: disk.path, SU_REPORTS_DIR: join(disk.path, 'reports') });
  const id = await world.machine.enrol(url);
  await using _agent = await world.machine.start(QUIET);
  const before = await machineUntil(url, id, 'the first analysis', ({ state }) => state.aptUpdatesCount > 0);

  const filler = join(disk.path, 'filler');
  await disk.fill(filler);
  await world.machine.root.ensure('apt-get', '-y', 'install', 'lab-app');
  const problem = await eventually(
    async () => {
      const response = await fetch(`${url}/health`);
      return response.status === 503 ? ((await response.json()) as { code: string; detail: string }) : null;
    },
    { what: 'the collector to say that it cannot store', timeoutMs: 30_000 },
  );
  expect(problem.detail).toMatch(/disk .*full/i);
  expect((await machineOf(url, id)).state.aptUpdatesCount, 'still what was known').toBe(
    before.state.aptUpdatesCount,
  );

  await rm(filler);
  await machineUntil(
    url,
    id,
    'what the agent kept',
    ({ state }) => state.aptUpdatesCount === before.state.aptUpdatesCount - 1,
  );
  await eventually(async () => (await fetch(`${url}/health`)).ok, { what: 'health', timeoutMs: 30_000 });
  expect(await rebuildState(disk.path)).toMatch(/^0 differences/m);
});
