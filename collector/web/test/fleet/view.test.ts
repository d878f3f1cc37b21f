import { expect, test } from 'vitest';
import { fleetRows, matching, readFleetSearch, sorted } from '../../src/fleet/view.ts';
import { machineOf, STATE } from '../support/machines.ts';

const failed = machineOf('c-failed', { status: 'error' });
const secure = machineOf('b-security', { status: 'updates_available', updates: { count: 3, security: 2 } });
const reboot = machineOf('a-reboot', {
  state: { ...STATE, aptRebootRequired: 1 },
});
const well = machineOf('d-well', { tags: ['prod', 'web'] });
const away = machineOf('e-away', { connected: false, tags: ['web'], osVersion: '13' });
const all = [well, away, reboot, secure, failed];
const names = (machines: readonly { name: string }[]) => machines.map(({ name }) => name);

test('who needs you most comes first, and who is well last', () => {
  expect(names(sorted(all, 'attention'))).toEqual(['c-failed', 'b-security', 'a-reboot', 'e-away', 'd-well']);
  expect(names(sorted(all, 'name'))).toEqual(['a-reboot', 'b-security', 'c-failed', 'd-well', 'e-away']);
  expect(names(sorted(all, 'updates'))[0]).toBe('b-security');
});

test('names with numbers are in the order of the numbers', () => {
  expect(names(sorted([machineOf('web-10'), machineOf('web-9')], 'name'))).toEqual(['web-9', 'web-10']);
});

test('updates that are not known are not fewer than none', () => {
  const unknown = machineOf('x', { updates: null });
  expect(names(sorted([unknown, well], 'updates'))).toEqual(['d-well', 'x']);
});

test('every word is looked for in name, tags and system', () => {
  expect(names(matching(all, { q: 'WEB 13' }))).toEqual(['e-away']);
  expect(names(matching(all, { q: 'web' }))).toEqual(['d-well', 'e-away']);
  expect(matching(all, { q: 'nothing' })).toEqual([]);
});

test('filters are all meant', () => {
  expect(names(matching(all, { need: 'offline', tag: 'web', os: 'debian 13', kind: 'vm' }))).toEqual([
    'e-away',
  ]);
  expect(matching(all, { need: 'offline', tag: 'prod' })).toEqual([]);
});

test('groups are headed, a machine is in each of its tags, and those without come last', () => {
  const rows = fleetRows(all, { group: 'tag', sort: 'name' });
  expect(rows.map((row) => (row.type === 'group' ? `${row.name} ${row.count}` : row.machine.name))).toEqual([
    'prod 1',
    'd-well',
    'web 2',
    'd-well',
    'e-away',
    ' 3',
    'a-reboot',
    'b-security',
    'c-failed',
  ]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
});

test('an address that says nonsense is read as far as it makes sense', () => {
  expect(readFleetSearch({ q: 12, need: 'panic', sort: 'name', group: '', tag: ['a'] })).toEqual({
    q: '12',
    sort: 'name',
  });
});
