import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fits, GuestsSnapshot } from '@suivi/shared';
import { temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { GuestsRecord } from '../../../src/domain/guests-record.ts';
import { findGuests } from '../../../src/host/guests.ts';
import { assessGuests } from '../../../src/probe/guests/assess.ts';
import { incusGuests } from '../../../src/runner/guests/incus.ts';

const FACTS = { machineId: 'm1', refusal: null, now: '2026-11-29T10:00:00.000Z' };
const INCUS = { manager: 'incus', guests: null } as const;

const recordOf = (configs: GuestsRecord['configs']): GuestsRecord => ({
  ...{ readAt: FACTS.now, manager: 'incus', vms: null, containers: null },
  configs,
});

test('a host of Incus, as it was captured: projects apart, states and addresses, and no secret leaves root', async () => {
  const list = await readFile(new URL('fixtures/captured-incus/list.json', import.meta.url), 'utf8');
  expect(list).toContain('secret');
  const configs = incusGuests(list, null);
  const record = recordOf(configs ?? []);
  expect(fits(GuestsRecord, record)).toBe(true);
  expect(JSON.stringify(record)).not.toContain('secret');
  const snapshot = assessGuests({ ...FACTS, host: INCUS, record });
  expect(fits(GuestsSnapshot, snapshot)).toBe(true);
  expect(snapshot).toMatchObject({ state: 'read', manager: 'incus', problem: null });
  expect(snapshot.guests.map(({ id, kind, name, state, osType }) => [id, kind, name, state, osType])).toEqual(
    [
      ['db', 'container', 'db', 'running', 'debian'],
      ['stopped-one', 'container', 'stopped-one', 'stopped', 'debian'],
      ['web', 'container', 'web', 'running', 'debian'],
      ['team/other', 'container', 'other', 'stopped', 'debian'],
    ],
  );
  for (const { macs } of snapshot.guests) expect(macs).toEqual([expect.stringMatching(/^10:66:6a:/)]);
});

test('a virtual machine, and an address that a person has set', () => {
  const instance = {
    ...{ name: 'win', project: 'default', type: 'virtual-machine', status: 'Frozen' },
    expanded_config: { 'volatile.eth1.hwaddr': '10:66:6a:00:00:02', 'user.hwaddr': '10:66:6a:00:00:03' },
    expanded_devices: { eth0: { type: 'nic', hwaddr: '10:66:6A:00:00:01' }, root: { type: 'disk' } },
  };
  const { guests } = assessGuests({
    ...FACTS,
    host: INCUS,
    record: recordOf(incusGuests(JSON.stringify([instance, null, {}]), null) ?? []),
  });
  expect(guests).toEqual([
    {
      ...{ id: 'win', kind: 'vm', name: 'win', state: 'frozen', osType: null, isTemplate: false },
      macs: ['10:66:6a:00:00:01', '10:66:6a:00:00:02'],
    },
  ]);
});

test('what is no list is no empty one', () => {
  expect(incusGuests('Error: The daemon does not answer', null)).toBeNull();
  expect(incusGuests('{}', null)).toBeNull();
  expect(incusGuests('[]', null)).toEqual([]);
});

test('in a cluster a member has its own guests, and none where it is not known which member it is', () => {
  const on = (name: string, location?: string) => ({ name, ...(location !== undefined && { location }) });
  const list = JSON.stringify([on('a', 'node1'), on('b', 'node2'), on('c', 'none'), on('d', ''), on('e')]);
  const member = (name: unknown) =>
    JSON.stringify({ config: {}, environment: { server_clustered: true, server_name: name } });
  const idsOf = (json: string, server: string | null) => incusGuests(json, server)?.map(({ id }) => id);
  expect(idsOf(list, member('node1'))).toEqual(['a', 'c', 'd', 'e']);
  expect(idsOf(list, member('node2'))).toEqual(['b', 'c', 'd', 'e']);
  expect(idsOf(list, member('node3'))).toEqual(['c', 'd', 'e']);
  for (const unknown of [null, '', 'null', 'Error: not found', '{}', member(null), member('')])
    expect(incusGuests(list, unknown)).toBeNull();
  expect(idsOf(JSON.stringify([on('c', 'none')]), null)).toEqual(['c']);
});

/** Where Debian, others and Zabbly's packages put the service of Incus. */
const SERVICES = ['usr/libexec/incus/incusd', 'usr/lib/incus/incusd', 'opt/incus/bin/incusd'];

/** A root with the files of Incus: what it keeps, and the client, which may outlast the rest. */
async function incusRoot(...files: string[]) {
  const root = await temporaryDirectory('incus');
  for (const file of ['usr/bin/incus', 'var/lib/incus/disks/0', ...files]) {
    await mkdir(join(root.path, dirname(file)), { recursive: true });
    await writeFile(join(root.path, file), '');
  }
  return root;
}

test.each(SERVICES)('Incus is asked once it has been started: %s', async (service) => {
  await using root = await incusRoot(service);
  expect(await findGuests(root.path)).toBeNull();
  await mkdir(join(root.path, 'var/lib/incus/database'));
  expect(await findGuests(root.path)).toEqual(INCUS);
});

test('what Incus has left behind is no host, and hides no containers of LXC', async () => {
  await using root = await incusRoot('var/lib/incus/database/local.db');
  expect(await findGuests(root.path)).toBeNull();
  await mkdir(join(root.path, 'var/lib/lxc/web'), { recursive: true });
  expect(await findGuests(root.path)).toMatchObject({ manager: 'lxc', guests: [{ id: 'web' }] });
});

test('Incus that has no guests is no host', () => {
  expect(assessGuests({ ...FACTS, host: INCUS, record: null })).toMatchObject({ state: 'never_read' });
  expect(assessGuests({ ...FACTS, host: INCUS, record: recordOf([]) })).toMatchObject({ state: 'no_host' });
});
