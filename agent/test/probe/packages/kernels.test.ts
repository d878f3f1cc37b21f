import { describe, expect, it } from 'vitest';
import { kernelReason } from '../../../src/probe/packages/kernels.ts';
import { rebootFrom } from '../../../src/probe/packages/reboot.ts';

const image = (name: string, version = '1') => ({ name, version });

describe('a newer kernel', () => {
  it.each([
    [
      'Debian',
      '6.1.0-18-amd64',
      ['linux-image-6.1.0-18-amd64', 'linux-image-6.1.0-21-amd64'],
      '6.1.0-21-amd64',
    ],
    [
      '9 before 10',
      '6.1.0-9-amd64',
      ['linux-image-6.1.0-10-amd64', 'linux-image-6.1.0-9-amd64'],
      '6.1.0-10-amd64',
    ],
    [
      'the newest of several',
      '6.1.0-9-amd64',
      ['linux-image-6.1.0-37-amd64', 'linux-image-6.1.0-10-amd64'],
      '6.1.0-37-amd64',
    ],
    ['trixie', '6.12.35+deb13-amd64', ['linux-image-6.12.38+deb13-amd64'], '6.12.38+deb13-amd64'],
    ['Debian cloud', '6.1.0-18-cloud-amd64', ['linux-image-6.1.0-21-cloud-amd64'], '6.1.0-21-cloud-amd64'],
    ['backports', '6.1.0-0.deb11.17-amd64', ['linux-image-6.1.0-0.deb11.21-amd64'], '6.1.0-0.deb11.21-amd64'],
    ['686', '6.1.0-18-686-pae', ['linux-image-6.1.0-21-686-pae'], '6.1.0-21-686-pae'],
    ['Ubuntu', '6.8.0-31-generic', ['linux-image-6.8.0-45-generic'], '6.8.0-45-generic'],
    ['Ubuntu unsigned', '6.8.0-31-generic', ['linux-image-unsigned-6.8.0-45-generic'], '6.8.0-45-generic'],
    ['Ubuntu on a Pi', '6.8.0-1010-raspi', ['linux-image-6.8.0-1013-raspi'], '6.8.0-1013-raspi'],
    ['Proxmox 8', '6.5.11-7-pve', ['proxmox-kernel-6.8.4-2-pve-signed'], '6.8.4-2-pve'],
    ['Proxmox 7', '5.15.30-2-pve', ['pve-kernel-5.15.102-1-pve'], '5.15.102-1-pve'],
    ['Raspberry Pi OS', '6.6.20+rpt-rpi-v8', ['linux-image-6.6.31+rpt-rpi-v8'], '6.6.31+rpt-rpi-v8'],
  ])('%s', (_, running, names, newest) => {
    const reason = kernelReason(
      { release: running, build: '' },
      names.map((name) => image(name)),
    );
    expect(reason).toBe(`Kernel ${newest} is installed; ${running} is running.`);
  });

  it.each([
    [
      'another flavour',
      '6.1.0-18-amd64',
      ['linux-image-6.1.0-21-cloud-amd64', 'linux-image-6.1.0-21-rt-amd64'],
    ],
    ['another Pi', '6.6.20+rpt-rpi-v8', ['linux-image-6.6.31+rpt-rpi-2712']],
    ['an older one', '6.1.0-21-amd64', ['linux-image-6.1.0-18-amd64']],
    ['the same one', '6.1.0-21-amd64', ['linux-image-6.1.0-21-amd64']],
    [
      'a meta package, headers, debug symbols',
      '6.1.0-18-amd64',
      ['linux-image-amd64', 'linux-headers-6.1.0-21-amd64', 'linux-image-6.1.0-18-amd64-dbg'],
    ],
    ['a kernel of our own making', '6.9.1', ['linux-image-6.1.0-21-amd64']],
  ])('is not %s', (_, running, names) => {
    expect(
      kernelReason(
        { release: running, build: '' },
        names.map((name) => image(name)),
      ),
    ).toBeNull();
  });

  it('may have kept its name', () => {
    const build = '#1 SMP PREEMPT_DYNAMIC Debian 6.1.76-1 (2024-02-01)';
    const running = { release: '6.1.0-18-amd64', build };
    expect(kernelReason(running, [image('linux-image-6.1.0-18-amd64', '6.1.76-1')])).toBeNull();
    expect(kernelReason(running, [image('linux-image-6.1.0-18-amd64', '6.1.82-1')])).toContain('6.1.82-1');
  });
});

it.each([
  [false, '', null, []],
  [true, 'linux-base\nlibc6\nlibc6\n\n', null, ['package linux-base', 'package libc6']],
  [true, '', null, ['marker A package asked for a reboot.']],
  [false, 'stale\n', null, []],
  [false, '', 'Kernel.', ['kernel Kernel.']],
] as const)('joins flag %s, packages %j and kernel %j', (flag, packages, kernel, expected) => {
  const { required, reasons } = rebootFrom(flag, packages, kernel);
  expect(reasons.map(({ kind, text }) => `${kind} ${text}`)).toEqual(expected);
  expect(required).toBe(expected.length > 0);
});
