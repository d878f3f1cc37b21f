import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ActionPlan, fits, SnapshotKind, UpdateSnapshot, valuesOf } from '@suivi/shared';
import {
  createRoot,
  eventually,
  type SandboxRoot,
  type TemporaryDirectory,
  temporaryDirectory,
} from '@suivi/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ScriptedCollector } from '../support/collector.ts';

// Each test starts processes of its own, which takes long on a busy machine.
vi.setConfig({ testTimeout: 90_000 });

const path = (relative: string) => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const BUNDLE = path('agent/dist/suivi-agent.cjs');
const NODE18 = path('agent/node_modules/node18/bin/node');
const run = promisify(execFile);

let root: SandboxRoot;
beforeAll(async () => {
  await run(process.execPath, [path('deploy/scripts/build.mjs')]);
  root = await createRoot({ flavour: 'debian' });
});
afterAll(() => root[Symbol.asyncDispose]());

let data: TemporaryDirectory;
let running: ChildProcess[];
beforeEach(async () => {
  data = await temporaryDirectory('agent');
  running = [];
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await data[Symbol.asyncDispose]();
});

const environment = (more: NodeJS.ProcessEnv = {}) => ({
  PATH: process.env.PATH,
  ...root.env,
  SU_DATA_DIR: data.path,
  SU_REFRESH_HOURS: '0',
  ...more,
});

interface Answer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command of the bundle on Node 18 to its end. */
async function agent(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Answer> {
  try {
    const { stdout, stderr } = await run(NODE18, [BUNDLE, ...args], { env: environment(more) });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Answer;
  }
}

/** Makes the bundle's state one that is enrolled with a scripted collector. */
async function enrolledWith(collector: ScriptedCollector): Promise<void> {
  const { machineId, collectorId, collectorPublicKey } = collector.identity;
  const stateDir = join(data.path, 'agent');
  await mkdir(stateDir, { recursive: true });
  const enrolment = { machineId, name: 'host', collectorId, collectorPublicKey, url: collector.url };
  await writeFile(join(stateDir, 'identity.json'), JSON.stringify(enrolment));
  await writeFile(join(stateDir, 'agent.key'), collector.agentKeys.privateKeyPem);
}

function start(): ChildProcess {
  const child = spawn(NODE18, [BUNDLE, 'run'], {
    env: environment(),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  running.push(child);
  return child;
}

test('--help tells commands, environment and exit codes', async () => {
  const { code, stdout } = await agent(['--help']);
  expect(code).toBe(0);
  for (const said of ['enroll', 'snapshot', 'SU_AGENT_STATE_DIR', 'Exit codes', 'Examples'])
    expect(stdout).toContain(said);
});

test.for([
  [['frobnicate'], {}, 2, /unknown command/],
  [['plan', 'apt_dance'], {}, 2, /apt_dance.*not known.*\n.*apt_full_upgrade/],
  [['plan', 'apt_upgrade', 'lab-lib'], {}, 2, /takes no packages/],
  [['plan', 'apt_upgrade_selected', 'lab-lib'], {}, 2, /name\[:arch\]=version/],
  [['status'], { SU_NONSENSE: '1' }, 2, /SU_NONSENSE is not known/],
  [['run'], {}, 3, /not enrolled.*\n.*enroll/],
  [['status'], {}, 3, /not enrolled/],
  [['enroll'], { SU_ENROL_TOKEN: 't' }, 1, /address of the collector is not given/],
  [['enroll', '--url', 'nonsense'], { SU_ENROL_TOKEN: 't' }, 2, /no web address/],
  [['enroll', '--url', 'http://127.0.0.1:1', '--token-file', '/nowhere'], {}, 1, /token file cannot be read/],
] as [string[], NodeJS.ProcessEnv, number, RegExp][])(
  '%j with %j ends with %i and says why',
  async ([args, more, code, said]) => {
    const answer = await agent(args, more);
    expect(answer.code).toBe(code);
    expect(answer.stderr).toMatch(said);
    expect(answer.stderr).not.toMatch(/^\s+at /m);
  },
);

test('snapshot prints the analysis of a sandbox root, without a collector and without a state directory', async () => {
  const { stdout } = await agent(['snapshot']);
  const snapshot: unknown = JSON.parse(stdout);
  if (!fits(UpdateSnapshot, snapshot)) throw new Error(stdout);
  const upgrades = (await root.aptGet('-s', 'dist-upgrade')).stdout.match(/^Inst \S+ \[/gm)?.length;
  expect(snapshot.apt.count).toBe(upgrades);
  await expect(stat(join(data.path, 'agent'))).rejects.toThrow('ENOENT');
});

test('plan prints what an action would do, also of selected packages, and keeps to the policy', async () => {
  const full: unknown = JSON.parse((await agent(['plan', 'apt_full_upgrade'])).stdout);
  if (!fits(ActionPlan, full)) throw new Error(JSON.stringify(full));
  expect(full.steps.length).toBeGreaterThan(10);
  const wanted = ['plan', 'apt_upgrade_selected', 'lab-lib=1.0.1', '--changelogs'];
  const selected = await agent(wanted);
  expect(JSON.parse(selected.stdout)).toMatchObject({
    steps: [{ name: 'lab-lib', from: '1.0', to: '1.0.1' }],
    changelogs: [{ name: 'lab-lib', cves: ['CVE-2026-10002', 'CVE-2026-1001'] }],
  });
  expect(selected.code).toBe(0);
  const policy = join(data.path, 'policy.json');
  await writeFile(policy, JSON.stringify({ profile: 'standard', excludedPackages: ['lab-lib'] }), {
    mode: 0o600,
  });
  const refused = await agent(wanted, { SU_POLICY: policy });
  expect(JSON.parse(refused.stdout)).toMatchObject({ problem: { code: 'policy_refused' } });
  expect(refused.code).toBe(1);
  const upgrade = await agent(['plan', 'apt_full_upgrade'], { SU_POLICY: policy });
  const snapshot = await agent(['snapshot'], { SU_POLICY: policy });
  const { planHash } = JSON.parse(upgrade.stdout) as ActionPlan;
  expect((JSON.parse(snapshot.stdout) as UpdateSnapshot).apt.planHash).toBe(planHash);
  expect(planHash).not.toBe(full.planHash);
}, 120_000);

test('enroll keeps the identity for the agent and the trust for the runner', async () => {
  const collectorPublicKey = Buffer.alloc(32, 7).toString('base64');
  const answer = { machineId: 'm', name: 'host', collectorId: 'c', collectorPublicKey };
  const server = createServer((_, response) => response.end(JSON.stringify(answer))).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { stdout } = await agent(['enroll', '--url', url], { SU_ENROL_TOKEN: 'token' });
  server.close();
  expect(stdout).toContain(url);
  const kept = async (file: string) => JSON.parse(await readFile(join(data.path, file), 'utf8')) as unknown;
  expect(await kept('agent/identity.json')).toEqual({ ...answer, url, ca: null });
  expect(await kept('runner/collector.json')).toEqual({ machineId: 'm', collectorPublicKey });
});

test('run opens a connection, reports, says so in status, refuses a second one, and ends on SIGTERM', async () => {
  await using collector = await ScriptedCollector.start();
  await enrolledWith(collector);
  const child = start();
  const { peer } = await collector.welcome();
  const kinds = new Set<string>();
  const acknowledging = (async () => {
    for (let data = await peer.next(60_000); data; data = await peer.next(60_000)) {
      const { type, id, kind } = JSON.parse(String(data)) as Record<string, string>;
      kinds.add(kind ?? type!);
      if (id) peer.send({ type: 'ack', ids: [id] });
    }
  })();
  const reports = [...valuesOf(SnapshotKind), 'metrics'];
  await eventually(() => reports.every((kind) => kinds.has(kind)), {
    what: 'every kind of report',
    timeoutMs: 20_000,
  });
  expect([...kinds].sort()).toEqual([...reports].sort());
  const status = await eventually(
    async () => {
      const answer = await agent(['status']);
      return answer.stdout.includes('Nothing waits') && answer;
    },
    { timeoutMs: 20_000 },
  );
  expect(status.code).toBe(0);
  expect(status.stdout).toMatch(/connected since.*\n(.*\n)*.*last analysis/);
  expect((await agent(['run'])).stderr).toMatch(/Another agent runs/);

  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  await acknowledging;
  const after = await agent(['status']);
  expect(after.code).toBe(1);
  expect(after.stdout).toContain('not running');
});

test('SIGTERM in the middle of an analysis ends it just as tidily', async () => {
  await using collector = await ScriptedCollector.start();
  await enrolledWith(collector);
  const child = start();
  await collector.welcome();
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});
