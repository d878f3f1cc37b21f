import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { GuestsRecord } from '../../../src/domain/guests-record.ts';
import { assessGuests } from '../../../src/probe/guests/assess.ts';
import { parseSettings } from '../../../src/probe/guests/parse.ts';
import { tellingLines } from '../../../src/runner/guests/telling-lines.ts';

const fixture = (path: string) => readFile(new URL(`fixtures/${path}`, import.meta.url), 'utf8');

const FACTS = { machineId: 'm1', refusal: null, now: '2026-11-29T10:00:00.000Z' };

test('a list of a host of Proxmox VE 8.3: a guest without a name is called `VM` and its number', async () => {
  const configs: GuestsRecord['configs'] = [
    { kind: 'vm', id: '102', lines: ['name: Rocky'] },
    { kind: 'vm', id: '104', lines: ['ostype: l26'] },
    { kind: 'vm', id: '191', lines: null },
  ];
  const vms = await fixture('published-proxmox/qm-list.txt');
  const record: GuestsRecord = {
    ...{ readAt: FACTS.now, manager: 'proxmox', configs, containers: null },
    vms,
  };
  const host = { manager: 'proxmox', guests: null } as const;
  const { guests } = assessGuests({ ...FACTS, host, record });
  expect(guests.map(({ name, state }) => [name, state])).toEqual([
    ['Rocky', 'stopped'],
    ['VM 104', 'stopped'],
    [null, 'running'],
  ]);
});

test('settings with snapshots, as they were published: only those of today count', async () => {
  const text = await fixture('published-proxmox/999.conf');
  const lines = tellingLines('proxmox', text);
  expect(parseSettings('proxmox', lines)).toEqual({
    ...{ name: null, osType: 'l26', isTemplate: false },
    macs: ['02:00:00:00:00:01'],
  });
  expect(text.match(/^name:/gm)).toHaveLength(2);
});

test('addresses of network cards as Proxmox itself tests them, with an IPv6 address beside', () => {
  const lines = [
    'hostname: dnsct',
    'net0: name=eth0,bridge=data,firewall=1,hwaddr=BC:24:11:47:83:11,ip=dhcp,ip6=auto,type=veth',
    'net2:   name=eth0,bridge=data,firewall=0,hwaddr=BC:24:11:47:83:12,ip=123.123.123.123/24,type=veth  ',
    'net5: name=eth0,bridge=data,firewall=1,hwaddr=BC:24:11:47:83:13,ip6=fd80::1/64,type=veth',
    'ostype: alpine',
  ];
  expect(parseSettings('proxmox', tellingLines('proxmox', lines.join('\n')))).toEqual({
    ...{ name: 'dnsct', osType: 'alpine', isTemplate: false },
    macs: ['bc:24:11:47:83:11', 'bc:24:11:47:83:12', 'bc:24:11:47:83:13'],
  });
});

test('an IPv6 address is not taken for one of a network card', () => {
  const net0 =
    'net0: name=eth0,bridge=vmbr0,gw6=fd00:aa:bb:cc:dd:ee:ff:1,hwaddr=02:00:00:00:00:02,ip6=fd00:aa:bb:cc:dd:ee:ff:2/64,type=veth';
  expect(parseSettings('proxmox', [net0]).macs).toEqual(['02:00:00:00:00:02']);
});
