import type { Guest } from '@suivi/shared';
import { expect, test } from 'vitest';
import { agentsOf, isSilent, type KnownMachine, mayBeGuest } from '../../src/domain/guests.ts';

const machine = (name: string, macs: string[] | null, change: Partial<KnownMachine> = {}): KnownMachine => ({
  machineId: `id-${name}`,
  name,
  hostname: name,
  machineKind: 'vm',
  macs,
  ...change,
});
const guest = (change: Partial<Guest>): Guest => ({
  id: '100',
  kind: 'vm',
  name: 'web',
  state: 'running',
  osType: 'l26',
  isTemplate: false,
  macs: ['bc:24:11:00:00:01'],
  ...change,
});

const FLEET = [
  machine('inside', ['52:54:00:00:00:01', 'BC:24:11:00:00:01'], { hostname: 'shop.example.org' }),
  machine('mail', []),
  machine('db', ['bc:24:11:00:00:07']),
  machine('old', null, { hostname: 'old.example.org' }),
];

test.each<[string, Partial<Guest>, string, string[]]>([
  ['an address counts, whatever the names are', {}, 'has_agent', ['inside']],
  [
    'another address of the same guest',
    { macs: ['bc:24:11:00:00:99', '52:54:00:00:00:01'] },
    'has_agent',
    ['inside'],
  ],
  ['a template that was copied from', { isTemplate: true }, 'has_agent', ['inside']],
  ['no machine has its address', { macs: ['bc:24:11:00:00:02'] }, 'none', []],
  [
    'its name, and a machine that has told its addresses: another machine',
    { name: 'db', macs: ['bc:24:11:00:00:02'] },
    'none',
    [],
  ],
  [
    'its name, and a machine that has told none',
    { name: 'old', macs: ['bc:24:11:00:00:02'] },
    'perhaps',
    ['old'],
  ],
  ['its name in another spelling', { name: 'MAIL.lan', macs: ['bc:24:11:00:00:02'] }, 'perhaps', ['mail']],
  ['its name alone, for its addresses change', { name: 'db', macs: [] }, 'perhaps', ['db']],
  ['neither address nor a known name', { macs: [] }, 'unknown', []],
  ['what root has not read', { name: null, osType: null, isTemplate: null, macs: null }, 'unknown', []],
  ['a template needs none', { isTemplate: true, macs: ['bc:24:11:00:00:02'] }, 'not_needed', []],
  ['Windows', { osType: 'win11', macs: ['bc:24:11:00:00:02'] }, 'not_possible', []],
  ['Windows 2008', { osType: 'w2k8', macs: ['bc:24:11:00:00:02'] }, 'not_possible', []],
  ['Alpine', { osType: 'alpine', macs: ['bc:24:11:00:00:02'] }, 'not_possible', []],
  ['another system may be one of ours', { osType: 'other', macs: ['bc:24:11:00:00:02'] }, 'none', []],
])('%s', (_, change, state, names) => {
  const found = agentsOf(FLEET)(guest(change));
  expect([found.state, found.machines.map(({ name }) => name)]).toEqual([state, names]);
});

test('a guest that was copied with its address is every machine that has it', () => {
  const twice = [machine('one', ['bc:24:11:00:00:01']), machine('two', ['bc:24:11:00:00:01'])];
  expect(agentsOf(twice)(guest({})).machines.map(({ name }) => name)).toEqual(['one', 'two']);
});

test('who may be one of the guests, and has not told', () => {
  expect(FLEET.filter(isSilent).map(({ name }) => name)).toEqual(['mail', 'old']);
  expect(mayBeGuest(machine('pve', null, { machineKind: 'proxmox_host' }))).toBe(false);
  expect(mayBeGuest(machine('ct', null, { machineKind: 'lxc' }))).toBe(true);
});
