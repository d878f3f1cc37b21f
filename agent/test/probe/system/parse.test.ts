import { describe, expect, test } from 'vitest';
import {
  guessVirtualization,
  type Hardware,
  hardwareProfileOf,
  machineKindOf,
  parseAptSettings,
  parseOsRelease,
  type VirtualizationHints,
} from '../../../src/probe/system/parse.ts';

describe('os-release', () => {
  test('Debian', () => {
    const text =
      'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\nVERSION="13 (trixie)"\nVERSION_CODENAME=trixie\nID=debian\n';
    expect(parseOsRelease(text)).toEqual({
      family: 'debian',
      version: '13',
      codename: 'trixie',
      prettyName: 'Debian GNU/Linux 13 (trixie)',
    });
  });
  test('a rolling release, quotes of the other kind, escapes, and comments', () => {
    expect(parseOsRelease('# ID=no\nID=\'debian\'\nPRETTY_NAME="a \\"b\\""\n')).toEqual({
      family: 'debian',
      version: null,
      codename: null,
      prettyName: 'a "b"',
    });
  });
  test('nothing', () => expect(parseOsRelease('').family).toBe('unknown'));
});

describe("apt's settings", () => {
  const cases = [
    ['APT::Architecture "arm64";', { arch: 'arm64', proxy: null, detects: false }],
    ['Acquire::http::Proxy "http://p:3142";', { arch: null, proxy: 'http://p:3142', detects: false }],
    ['Acquire::HTTP::proxy "http://p:3142/";', { arch: null, proxy: 'http://p:3142/', detects: false }],
    ['Acquire::http::Proxy-Auto-Detect "/usr/bin/x";', { arch: null, proxy: null, detects: true }],
    ['Acquire::http::Proxy::host "DIRECT";', { arch: null, proxy: null, detects: false }],
  ] as const;
  test.each(cases)('%s', (text, expected) => expect(parseAptSettings(`${text}\n`)).toEqual(expected));
});

describe('the kind of a machine', () => {
  const plain: Hardware = {
    virtualization: 'none',
    hasProxmox: false,
    model: null,
    chassisType: null,
    isNamedServer: false,
    hasDisplayManager: false,
    hasComputeGpu: false,
  };
  const cases: [string, Partial<Hardware>, string, string | null][] = [
    ['a server', { chassisType: 23 }, 'physical', 'baremetal_server'],
    ['a server with a screen', { chassisType: 23, hasDisplayManager: true }, 'physical', 'baremetal_server'],
    ['a server that computes', { chassisType: 17, hasComputeGpu: true }, 'physical', 'gpu_server'],
    ['a desktop case in a cellar', { chassisType: 3 }, 'physical', 'baremetal_server'],
    ['a desktop', { chassisType: 3, hasDisplayManager: true }, 'workstation', 'workstation'],
    [
      'a server whose chassis says desktop',
      { chassisType: 3, isNamedServer: true, hasDisplayManager: true },
      'physical',
      'baremetal_server',
    ],
    ['a laptop', { chassisType: 10 }, 'workstation', 'workstation'],
    ['a virtual machine', { virtualization: 'kvm', hasDisplayManager: true }, 'vm', 'generic_vm'],
    ['Proxmox', { hasProxmox: true, chassisType: 23 }, 'proxmox_host', 'proxmox_host'],
    [
      'Proxmox inside a virtual machine',
      { hasProxmox: true, virtualization: 'kvm' },
      'proxmox_host',
      'proxmox_host',
    ],
    ['a Raspberry Pi', { model: 'Raspberry Pi 5 Model B Rev 1.0' }, 'raspberry_pi', 'raspberry_pi'],
    ['another board', { model: 'Radxa ROCK 5B' }, 'physical', 'baremetal_server'],
    ['a container', { virtualization: 'lxc', hasProxmox: true }, 'lxc', 'container'],
    ['an application container', { virtualization: 'docker' }, 'unknown', 'container'],
    ['nobody can tell', { virtualization: null, chassisType: 10 }, 'unknown', null],
  ];
  test.each(cases)('%s', (_, hints, kind, profile) => {
    const hardware = { ...plain, ...hints };
    expect(machineKindOf(hardware)).toBe(kind);
    expect(hardwareProfileOf(machineKindOf(hardware), hardware)).toBe(profile);
  });
});

describe('virtualisation without systemd-detect-virt', () => {
  const none: VirtualizationHints = {
    hasDockerFile: false,
    hasPodmanFile: false,
    container: null,
    vendor: null,
    product: null,
    model: null,
    hasHypervisorFlag: false,
  };
  const cases: [Partial<VirtualizationHints>, string | null][] = [
    [{ hasDockerFile: true, vendor: 'QEMU' }, 'docker'],
    [{ hasPodmanFile: true }, 'podman'],
    [{ container: 'lxc' }, 'lxc'],
    [{ vendor: 'QEMU', hasHypervisorFlag: true }, 'qemu'],
    [{ vendor: 'VMware, Inc.' }, 'vmware'],
    [{ vendor: 'Microsoft Corporation', product: 'Virtual Machine' }, 'microsoft'],
    [{ vendor: 'Microsoft Corporation', product: 'Surface Laptop' }, 'none'],
    [{ vendor: 'innotek GmbH', product: 'VirtualBox' }, 'oracle'],
    [{ vendor: 'Dell Inc.' }, 'none'],
    [{ vendor: 'Somebody', hasHypervisorFlag: true }, 'vm-other'],
    // Vendor and product as kernels of such machines have logged them after `DMI:`.
    [{ vendor: 'VMware, Inc.', product: 'VMware Virtual Platform', hasHypervisorFlag: true }, 'vmware'],
    [{ vendor: 'VMware, Inc.', product: 'VMware7,1', hasHypervisorFlag: true }, 'vmware'],
    [{ vendor: 'Amazon EC2', product: 't3.micro', hasHypervisorFlag: true }, 'amazon'],
    [{ vendor: 'Amazon EC2', product: 'c6g.xlarge' }, 'amazon'],
    [{ vendor: 'Google', product: 'Google Compute Engine', hasHypervisorFlag: true }, 'google'],
    [{ vendor: 'Xen', product: 'HVM domU', hasHypervisorFlag: true }, 'xen'],
    [{ vendor: 'OpenStack Foundation', product: 'OpenStack Nova', hasHypervisorFlag: true }, 'kvm'],
    [{ vendor: 'DigitalOcean', product: 'Droplet', hasHypervisorFlag: true }, 'kvm'],
    // ARM has no flag for it.
    [{ vendor: 'QEMU', product: 'QEMU Virtual Machine' }, 'qemu'],
    [{ model: 'Raspberry Pi 5 Model B Rev 1.0' }, 'none'],
    [{ model: 'linux,dummy-virt' }, 'qemu'],
    [{}, null],
  ];
  test.each(cases)('%o', (hints, expected) =>
    expect(guessVirtualization({ ...none, ...hints })).toBe(expected),
  );
});
