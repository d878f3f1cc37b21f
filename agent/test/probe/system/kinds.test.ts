import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readHardware } from '../../../src/probe/system/hardware.ts';
import { hardwareProfileOf, machineKindOf } from '../../../src/probe/system/parse.ts';
import { kernelTree } from '../../support/kernel-tree.ts';

const FIXTURES = new URL('fixtures/', import.meta.url);

/** Of each fixture: kind, virtualisation, profile; and the virtualisation where systemd-detect-virt is not installed. */
const KINDS: Readonly<Record<string, readonly [string, string, string, string]>> = {
  'written-kvm-guest-with-gpu': ['vm', 'kvm', 'gpu_server', 'qemu'],
  'captured-lxc': ['lxc', 'lxc', 'container', 'lxc'],
  'written-proxmox-lxc': ['lxc', 'lxc', 'container', 'lxc'],
  'captured-systemd-nspawn': ['lxc', 'systemd-nspawn', 'container', 'systemd-nspawn'],
  'captured-docker': ['unknown', 'docker', 'container', 'docker'],
  'written-gpu-server': ['physical', 'none', 'gpu_server', 'none'],
};

test.each(Object.entries(KINDS))('%s', async (name, [kind, virtualization, profile, guessed]) => {
  await using tree = await kernelTree(name, 'system');
  const { detect } = JSON.parse(await readFile(new URL(`${name}.json`, FIXTURES), 'utf8'));
  for (const [answer, expected] of [
    [detect, virtualization],
    ['', guessed],
  ]) {
    const hardware = await readHardware(tree.path, tree.path, async () => answer);
    expect(hardware.virtualization).toBe(expected);
    expect(machineKindOf(hardware)).toBe(kind);
    expect(hardwareProfileOf(machineKindOf(hardware), hardware)).toBe(profile);
  }
});

test('every fixture is on the list', async () => {
  const files = (await readdir(FIXTURES)).filter((file) => file.endsWith('.json'));
  expect(files.map((file) => file.replace('.json', '')).sort()).toEqual(Object.keys(KINDS).sort());
});
