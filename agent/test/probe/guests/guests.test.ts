import { chmod, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fits, GuestsSnapshot } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { type GuestsRecord, readGuestsRecord } from '../../../src/domain/guests-record.ts';
import { findGuests } from '../../../src/host/guests.ts';
import { assessGuests } from '../../../src/probe/guests/assess.ts';
import { openGuestsProbe } from '../../../src/probe/guests/index.ts';
import { parseStates } from '../../../src/probe/guests/parse.ts';
import { tellingLines } from '../../../src/runner/guests/telling-lines.ts';
import { runnerBox } from '../../support/runner.ts';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const fixture = (path: string) => readFile(join(FIXTURES, path), 'utf8');

/** The files of a node of Proxmox VE, as they lie there. */
async function proxmox() {
  const root = await temporaryDirectory('proxmox');
  await cp(join(FIXTURES, 'written-proxmox/etc'), join(root.path, 'etc'), { recursive: true });
  await symlink('nodes/pve1', join(root.path, 'etc/pve/local'));
  return root;
}

/** The containers of plain LXC, as they lie there. */
async function plainLxc() {
  const root = await temporaryDirectory('lxc');
  for (const name of ['cap1', 'cap2', 'cap3']) {
    await mkdir(join(root.path, 'var/lib/lxc', name), { recursive: true });
    await cp(join(FIXTURES, `captured-lxc/${name}.config`), join(root.path, 'var/lib/lxc', name, 'config'));
  }
  return root;
}

/** What the real runner reads in a root; a sandbox has no programs that could be asked which guests run. */
async function readAsRoot(root: string): Promise<{ record: GuestsRecord; log: string }> {
  await using box = await runnerBox();
  const job = box.collector.sign({ action: 'guests_inventory' });
  await box.enqueue(job);
  await box.run({ DPKG_ROOT: root });
  expect(await box.end(job)).toMatchObject({ status: 'ok', errorKind: null });
  const record = await readGuestsRecord(box.paths.guestsRecord);
  return { record: record!, log: await box.log(job) };
}

const FACTS = { machineId: 'm1', refusal: null, now: '2026-11-29T10:00:00.000Z' };

test('guests of Proxmox VE: what root reads and no secret, and what it all says', async () => {
  await using root = await proxmox();
  const { record, log } = await readAsRoot(root.path);
  expect(log).toContain('4 guests found.');
  expect(JSON.stringify(record)).not.toMatch(/secret|sshkeys|web-old|00:99/);
  const lists = {
    vms: await fixture('written-proxmox/qm-list.txt'),
    containers: await fixture('written-proxmox/pct-list.txt'),
  };
  const host = await findGuests(root.path);
  const snapshot = assessGuests({ ...FACTS, host, record: { ...record, ...lists } });
  expect(fits(GuestsSnapshot, snapshot)).toBe(true);
  expect(snapshot).toEqual({
    machineId: 'm1',
    checkedAt: record.readAt,
    state: 'read',
    manager: 'proxmox',
    problem: null,
    guests: [
      {
        ...{ id: '100', kind: 'vm', name: 'web', state: 'running', osType: 'l26', isTemplate: false },
        macs: ['bc:24:11:2e:c0:01', 'bc:24:11:2e:c0:02'],
      },
      {
        ...{
          id: '102',
          kind: 'vm',
          name: 'accounting',
          state: 'stopped',
          osType: 'win11',
          isTemplate: false,
        },
        macs: ['bc:24:11:2e:c0:03'],
      },
      {
        ...{ id: '9000', kind: 'vm', name: 'debian-12-template', state: 'stopped', osType: 'l26' },
        ...{ isTemplate: true, macs: ['bc:24:11:2e:c0:04'] },
      },
      {
        ...{
          id: '101',
          kind: 'container',
          name: 'dns',
          state: 'running',
          osType: 'debian',
          isTemplate: false,
        },
        macs: ['bc:24:11:2e:c0:05'],
      },
    ],
  });
});

test('containers of plain LXC, as they were captured', async () => {
  await using root = await plainLxc();
  const { record } = await readAsRoot(root.path);
  const running = await fixture('captured-lxc/running.txt');
  const host = await findGuests(root.path);
  const { manager, guests } = assessGuests({ ...FACTS, host, record: { ...record, containers: running } });
  expect(manager).toBe('lxc');
  expect(guests.map(({ id, name, state, macs }) => [id, name, state, macs])).toEqual([
    ['cap1', 'cap1', 'stopped', []],
    ['cap2', 'cap2', 'running', []],
    ['cap3', 'cap3', 'stopped', ['00:16:3e:5a:01:02']],
  ]);
});

test('without root the guests are there and nothing is said of them; a new one is not mistaken for a known one', async () => {
  await using root = await proxmox();
  const path = join(root.path, 'guests.json');
  const probe = (refusal: string | null = null) =>
    openGuestsProbe({ machineId: 'm1', root: root.path, record: path, refusal: async () => refusal });
  const before = await probe().read();
  expect(before).toMatchObject({ state: 'never_read', problem: { code: 'never_read' } });
  expect(before.guests.map(({ id, name, macs }) => [id, name, macs])).toEqual(
    ['100', '102', '9000', '101'].map((id) => [id, null, null]),
  );
  expect(await probe().lastReading()).toBeNull();
  const seen = await probe().fingerprint();

  const { record } = await readAsRoot(root.path);
  await writeFile(path, JSON.stringify(record));
  expect(await probe().read()).toMatchObject({
    state: 'read',
    guests: [{ id: '100', name: 'web', state: null }, {}, {}, {}],
  });
  expect(await probe().lastReading()).toEqual(new Date(record.readAt));
  expect(await probe().fingerprint()).not.toBe(seen);

  await writeFile(join(root.path, 'etc/pve/nodes/pve1/lxc/103.conf'), 'hostname: new\n');
  expect((await probe().read()).guests.at(-1)).toMatchObject({ id: '103', name: null, macs: null });
  // So that root looks again soon.
  expect(await probe().lastReading()).toBeNull();

  const refused = await probe('The policy does not allow it.').read();
  expect(refused).toMatchObject({ state: 'not_allowed', problem: { code: 'policy_refused' } });
  expect(refused.guests.every(({ name, macs }) => name === null && macs === null)).toBe(true);
});

test('a machine without guests says so, also when the package lxc is installed', async () => {
  await using root = await temporaryDirectory('no-host');
  expect(await findGuests(root.path)).toBeNull();
  await mkdir(join(root.path, 'var/lib/lxc'), { recursive: true });
  const host = await findGuests(root.path);
  expect(assessGuests({ ...FACTS, host, record: null })).toMatchObject({ state: 'no_host', guests: [] });
});

test('what only root can list, and has found empty, is no host; what lies beside containers is none', async () => {
  await using root = await plainLxc();
  await mkdir(join(root.path, 'var/lib/lxc/lost+found'));
  await writeFile(join(root.path, 'var/lib/lxc/notes'), '');
  expect((await findGuests(root.path))?.guests?.map(({ id }) => id)).toEqual(['cap1', 'cap2', 'cap3']);
  const { record } = await readAsRoot(root.path);
  const host = { manager: 'lxc', guests: null } as const;
  expect(assessGuests({ ...FACTS, host, record }).guests).toHaveLength(3);
  await rm(join(root.path, 'var/lib/lxc'), { recursive: true });
  const { record: empty } = await readAsRoot(root.path);
  expect(assessGuests({ ...FACTS, host, record: empty })).toMatchObject({ state: 'no_host', guests: [] });
});

test('a Proxmox host whose /etc/pve is not there at the moment keeps what was read last, and its age', async () => {
  await using root = await proxmox();
  const { record } = await readAsRoot(root.path);
  await mkdir(join(root.path, 'usr/bin'), { recursive: true });
  await writeFile(join(root.path, 'usr/bin/pveversion'), '');
  await rm(join(root.path, 'etc/pve'), { recursive: true });
  const host = await findGuests(root.path);
  const shown = assessGuests({ ...FACTS, host, record });
  expect(shown).toMatchObject({ state: 'read', manager: 'proxmox', checkedAt: record.readAt });
  expect(shown.guests).toHaveLength(4);
});

test('settings that cannot be read are not those of a guest without addresses', async () => {
  await using root = await proxmox();
  const file = join(root.path, 'etc/pve/nodes/pve1/lxc/101.conf');
  await writeFile(file, 'x'.repeat(300 * 1024));
  await chmod(file, 0o640);
  const { record, log } = await readAsRoot(root.path);
  expect(log).toContain('The settings of 101 could not be read.');
  const host = await findGuests(root.path);
  expect(assessGuests({ ...FACTS, host, record }).guests.at(-1)).toMatchObject({ id: '101', macs: null });
});

test('states by the lists, whatever a guest is called', () => {
  const record: GuestsRecord = {
    ...{ readAt: FACTS.now, manager: 'proxmox', configs: [] },
    vms: '      VMID NAME   STATUS     MEM(MB)    BOOTDISK(GB) PID\n       100 running              stopped    2048              32.00 0         \n       101 -                    paused     512                0.00 99        \n',
    containers: 'VMID       Status     Lock         Name\n200        stopped    backup       running\n',
  };
  const stateOf = parseStates(record);
  expect([stateOf('vm', '100'), stateOf('vm', '101'), stateOf('container', '200')]).toEqual([
    'stopped',
    'paused',
    'stopped',
  ]);
  expect(stateOf('vm', '102')).toBeNull();
  expect(parseStates({ ...record, vms: null })('vm', '100')).toBeNull();
});

test('of the settings of plain LXC nothing but names and addresses leaves root', () => {
  expect(
    tellingLines(
      'lxc',
      'lxc.environment = PASSWORD=secret\nlxc.uts.name = "a"\n# lxc.uts.name = b\nlxc.net.0.hwaddr=00:16:3e:00:00:01\n',
    ),
  ).toEqual(['lxc.uts.name = "a"', 'lxc.net.0.hwaddr=00:16:3e:00:00:01']);
});
