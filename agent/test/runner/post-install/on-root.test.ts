import { mkdir, readlink, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Job, type PostInstallStep, sha256Hex } from '@suivi/shared';
import { createRoot, type SandboxRoot } from '@suivi/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type RunEnd, runPaths } from '../../../src/domain/run-files.ts';
import { readPostInstall } from '../../../src/report/post-install.ts';
import { PATIENCE_MS } from '../../support/acting.ts';
import { type RunnerBox, runnerBox } from '../../support/runner.ts';
import { machineParts } from '../../support/runner-parts.ts';

vi.setConfig({ testTimeout: PATIENCE_MS, hookTimeout: PATIENCE_MS });

const KEY = `ssh-ed25519 AAAA${'C3NzaC1lZDI1NTE5AAAAIF'.repeat(3)} ann@example`;
const STEPS: PostInstallStep[] = [
  { kind: 'packages', present: ['lab-extra'], absent: ['lab-held'] },
  { kind: 'apt_proxy', mode: 'proxy', url: 'http://proxy.example:3142' },
  { kind: 'unattended_upgrades', enabled: true, automaticReboot: false },
  { kind: 'timezone', zone: 'Europe/Paris' },
  { kind: 'hostname', name: 'web-1' },
  { kind: 'ntp', servers: ['ntp.example'] },
  { kind: 'sysctl', settings: [{ key: 'net.ipv4.ip_forward', value: '1' }] },
  { kind: 'authorized_keys', user: 'ann', keys: [KEY] },
  { kind: 'sshd', PasswordAuthentication: 'no', MaxAuthTries: 3 },
];
const profile = (steps: readonly PostInstallStep[], version = 1) => ({
  profiles: [{ id: 'profile-1', name: 'base', version, steps }],
});

const stack = new AsyncDisposableStack();
let root: SandboxRoot;
let box: RunnerBox;

beforeAll(async () => {
  root = stack.use(await createRoot());
  box = stack.use(await runnerBox({ profile: 'standard', postInstall: { enabled: true } }));
  const write = async (path: string, text: string) => {
    await mkdir(join(root.path(path), '..'), { recursive: true });
    await writeFile(root.path(path), text);
  };
  await write('usr/share/zoneinfo/Europe/Paris', '');
  await write('proc/sys/net/ipv4/ip_forward', '0\n');
  await write('etc/hostname', 'old\n');
  await write('etc/hosts', '127.0.1.1 old\n');
  await write('home/ann/.ssh/authorized_keys', 'ssh-rsa AAAAforeign bob\n');
  const uid = process.getuid!();
  await write(
    'etc/passwd',
    `root:x:0:0::/root:/bin/sh\n${uid === 0 ? '' : `me:x:${uid}:0::/home/me:/bin/sh\n`}ann:x:${uid}:0::/home/ann:/bin/sh\n`,
  );
});
afterAll(() => stack.disposeAsync());

interface Wish {
  readonly parameters: Record<string, unknown>;
  readonly planHash?: string | null;
  readonly action?: 'post_install_apply' | 'post_install_check';
}

async function ask({
  action = 'post_install_apply',
  planHash = null,
  parameters,
}: Wish): Promise<{ end: RunEnd; job: Job }> {
  const job = box.collector.sign({ action, planHash, parameters });
  await box.enqueue(job);
  await box.run(root.env);
  return { job, end: await box.end(job) };
}

const snapshot = () =>
  readPostInstall({
    machineId: 'machine-1',
    reader: machineParts(box.directory, box.policy, root.env).postInstall,
    runner: box.paths,
    policy: async () => ({ enabled: true, kinds: [] }),
  });

const isRoot = process.getuid!() === 0;

test.runIf(isRoot)('approved, applied, applied again, drifted, mended, taken back', async () => {
  // The dry run changes nothing, and says exactly what would be done.
  const { end: dry } = await ask({ action: 'post_install_check', parameters: profile(STEPS) });
  expect(dry).toMatchObject({ status: 'ok', errorMessage: null });
  const planned = dry.postInstall!;
  expect(planned.operations).toBeGreaterThan(8);
  expect(planned.planHash).toBe(sha256Hex(planned.rendered));
  expect(planned.rendered).toMatch(/apt-get install lab-extra lab-held-\n# {3}/);
  expect(planned.rendered).toContain("echo '1' > /proc/sys/net/ipv4/ip_forward");
  expect(await root.read('etc/hostname')).toBe('old\n');

  // What is approved is what runs.
  const other = await ask({ parameters: profile(STEPS), planHash: 'f'.repeat(64) });
  expect(other.end).toMatchObject({ status: 'error', errorKind: 'plan_changed' });
  expect(await root.read('etc/hostname')).toBe('old\n');
  expect(await snapshot()).toMatchObject({ status: 'unknown', applied: null });

  const { end, job } = await ask({ parameters: profile(STEPS), planHash: planned.planHash });
  expect(end, await box.log(job)).toMatchObject({ status: 'ok', dpkg: { ok: true } });
  expect(end.changes?.map(({ operation, name }) => `${operation} ${name}`).sort()).toEqual([
    'install lab-extra',
    'remove lab-held',
  ]);
  expect(end.postInstall!.after!.every(({ state }) => state === 'ok')).toBe(true);
  expect(await root.read('etc/hostname')).toBe('web-1\n');
  expect(await root.read('etc/hosts')).toBe('127.0.1.1 web-1\n');
  expect(await readlink(root.path('etc/localtime'))).toBe('/usr/share/zoneinfo/Europe/Paris');
  expect(await root.read('home/ann/.ssh/authorized_keys')).toMatch(
    /^ssh-rsa AAAAforeign bob\n# Suivi: begin/,
  );
  expect(await root.read('etc/ssh/sshd_config.d/05-suivi.conf')).toMatch(/\nPasswordAuthentication no\n/);
  expect(await snapshot()).toMatchObject({
    status: 'ok',
    applied: { jobId: job.order.jobId, profiles: [{ id: 'profile-1', name: 'base', version: 1 }] },
  });

  // Again, it changes nothing and says so.
  const again = await ask({ parameters: profile(STEPS) });
  expect(again.end).toMatchObject({ status: 'ok', postInstall: { operations: 0 } });
  expect(await box.log(again.job)).toMatch(/There was nothing to do/);

  // What somebody changes by hand is drift, and the next application mends it.
  await writeFile(root.path('proc/sys/net/ipv4/ip_forward'), '0\n');
  await rm(root.path('etc/ssh/sshd_config.d/05-suivi.conf'));
  await writeFile(root.path('home/ann/.ssh/authorized_keys'), '');
  const drifted = await snapshot();
  expect(drifted.status).toBe('warning');
  expect(drifted.settings.filter(({ state }) => state === 'differs').map(({ kind }) => kind)).toEqual([
    'sysctl',
    'authorized_keys',
    'sshd',
    'sshd',
  ]);
  const mended = await ask({ parameters: profile(STEPS) });
  expect(mended.end).toMatchObject({ status: 'ok', postInstall: { operations: 3 } });
  expect(await snapshot()).toMatchObject({ status: 'ok' });

  // A step that is taken out takes its file along; the dry run says what stays.
  const less = profile(STEPS.slice(0, 1), 2);
  const { end: leaving } = await ask({ action: 'post_install_check', parameters: less });
  expect(leaving.postInstall!.notes.join()).toMatch(/ip_forward is not set any more.*until the next boot/);
  expect(leaving.postInstall!.rendered).toContain('rm -f /etc/apt/apt.conf.d/95suivi-proxy');
  expect((await ask({ parameters: less })).end.status).toBe('ok');
  await expect(root.read('etc/sysctl.d/95-suivi.conf')).rejects.toThrow(/ENOENT/);
  expect(await root.read('home/ann/.ssh/authorized_keys')).toBe('');
});

test.runIf(isRoot)(
  'a runner that goes on does not do again what is done, but for what the kernel forgets',
  async () => {
    const kernel = 'proc/sys/net/ipv4/ip_forward';
    await writeFile(root.path(kernel), '0\n');
    const sysctl: PostInstallStep = {
      kind: 'sysctl',
      settings: [{ key: 'net.ipv4.ip_forward', value: '1' }],
    };
    const { job } = await ask({ parameters: profile([{ kind: 'hostname', name: 'web-2' }, sysctl], 3) });
    expect(await root.read('etc/hostname')).toBe('web-2\n');
    expect(await root.read(kernel)).toBe('1\n');
    await writeFile(root.path('etc/hostname'), 'made of it since\n');
    await writeFile(root.path(kernel), '0\n');
    await rm(runPaths(box.paths.runs, job.order.jobId).end);
    await box.run(root.env);
    expect(await box.end(job)).toMatchObject({ action: 'post_install_apply' });
    expect(await root.read('etc/hostname')).toBe('made of it since\n');
    expect(await root.read(kernel)).toBe('1\n');
  },
);

test('what must not be is refused before anything is changed', async () => {
  const before = await root.read('etc/hostname');
  const hostname: PostInstallStep = { kind: 'hostname', name: 'never' };
  const refused = async (wish: Wish, kind: string, message: RegExp) => {
    const { end } = await ask(wish);
    expect(end).toMatchObject({ status: 'error', errorKind: kind });
    expect(end.errorMessage).toMatch(message);
    expect(await root.read('etc/hostname')).toBe(before);
  };

  await refused(
    { parameters: profile([hostname, { kind: 'timezone', zone: 'Europe/Nowhere' }]) },
    'post_install_failed',
    /no time zone Europe\/Nowhere.*Nothing was changed/,
  );
  await refused(
    { parameters: profile([hostname, { kind: 'packages', present: ['no-such-package'], absent: [] }]) },
    'post_install_failed',
    /no-such-package/,
  );
  // A pattern of apt's is no name, though a name may hold these characters.
  await refused(
    { parameters: profile([hostname, { kind: 'packages', present: ['lab.extr.'], absent: [] }]) },
    'post_install_failed',
    /lab\.extr\./,
  );
  await refused(
    { parameters: profile([hostname, { kind: 'timezone', zone: '../../etc/shadow' }]) },
    'job_invalid',
    /do not fit/,
  );
  await refused(
    {
      parameters: profile([hostname, { kind: 'sysctl', settings: [{ key: 'kernel.modprobe', value: 'x' }] }]),
    },
    'job_invalid',
    /do not fit/,
  );

  await writeFile(
    box.policy,
    JSON.stringify({ profile: 'standard', postInstall: { enabled: true, kinds: ['timezone'] } }),
  );
  await refused(
    { parameters: profile([hostname, { kind: 'timezone', zone: 'Europe/Paris' }]) },
    'policy_refused',
    /does not allow these kinds.*hostname.*Nothing was changed/,
  );
  for (const policy of [{ profile: 'standard' }, { profile: 'read-only', postInstall: { enabled: true } }]) {
    await writeFile(box.policy, JSON.stringify(policy));
    await refused({ parameters: profile([hostname]) }, 'policy_refused', /post-install|read-only/);
  }
});

test.runIf(isRoot)(
  'without a signature a machine may look at what was applied, and at nothing else',
  async () => {
    await writeFile(box.policy, JSON.stringify({ profile: 'standard', postInstall: { enabled: true } }));
    const own = async (parameters: Record<string, unknown>) => {
      const job: Job = {
        ...box.collector.sign({ action: 'post_install_check', parameters }),
        signature: null,
      };
      await box.enqueue(job);
      await box.run(root.env);
      return box.end(job);
    };
    expect(await own(profile(STEPS))).toMatchObject({ errorKind: 'signature_invalid' });
    const end = await own({});
    expect(end).toMatchObject({ status: 'ok', errorKind: null });
  },
);
