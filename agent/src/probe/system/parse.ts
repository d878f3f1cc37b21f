import type { MachineKind, SystemSnapshot } from '@suivi/shared';

/** Reads os-release(5): what is not there is null. */
export function parseOsRelease(text: string): SystemSnapshot['os'] {
  const fields = new Map(
    [...text.matchAll(/^([A-Z_]+)=(["']?)(.*)\2\s*$/gm)].map(([, name, , value]) => [
      name,
      value?.replaceAll(/\\(.)/g, '$1'),
    ]),
  );
  return {
    family: fields.get('ID')?.slice(0, 64) || 'unknown',
    version: fields.get('VERSION_ID')?.slice(0, 64) || null,
    codename: fields.get('VERSION_CODENAME')?.slice(0, 64) || null,
    prettyName: fields.get('PRETTY_NAME')?.slice(0, 256) || null,
  };
}

/** What `apt-config dump` tells: one `Name "value";` a line. */
export function parseAptSettings(text: string): {
  arch: string | null;
  proxy: string | null;
  detects: boolean;
} {
  const settings = new Map(
    [...text.matchAll(/^(\S+) "(.*)";$/gm)].map(([, name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const first = (...names: string[]) => names.map((name) => settings.get(name)).find(Boolean) ?? null;
  return {
    arch: first('apt::architecture'),
    proxy: first('acquire::http::proxy', 'acquire::https::proxy'),
    detects: first('acquire::http::proxy-auto-detect', 'acquire::http::proxyautodetect') !== null,
  };
}

/** What gives a machine's kind away. */
export interface Hardware {
  /** As systemd-detect-virt says; null when nobody can tell. */
  readonly virtualization: string | null;
  readonly hasProxmox: boolean;
  /** The device tree's model, e.g. `Raspberry Pi 5 Model B Rev 1.0`. */
  readonly model: string | null;
  /** SMBIOS chassis type, e.g. 3 desktop, 9 laptop, 17 main server, 23 rack mount. */
  readonly chassisType: number | null;
  /** Whether its maker calls it a server, which counts where the chassis type is left at `Desktop`. */
  readonly isNamedServer: boolean;
  readonly hasDisplayManager: boolean;
  readonly hasComputeGpu: boolean;
}

const SYSTEM_CONTAINERS = ['lxc', 'lxc-libvirt', 'openvz', 'systemd-nspawn'];
const APPLICATION_CONTAINERS = ['docker', 'podman', 'rkt', 'wsl', 'proot', 'pouch', 'container-other'];
const PORTABLE_CHASSIS = [8, 9, 10, 11, 14, 30, 31, 32];
const SERVER_CHASSIS = [17, 23, 25, 28, 29];

/** Whether this is a container, which sees its host's hardware. Not knowing counts as no. */
export const isContainer = (virtualization: string | null): boolean =>
  virtualization !== null && [...SYSTEM_CONTAINERS, ...APPLICATION_CONTAINERS].includes(virtualization);

/** The kind of a machine. A desktop case without a login screen is a server at somebody's home. */
export function machineKindOf(hardware: Hardware): MachineKind {
  const { virtualization, hasProxmox, model, chassisType, isNamedServer, hasDisplayManager } = hardware;
  if (virtualization !== null && SYSTEM_CONTAINERS.includes(virtualization)) return 'lxc';
  if (virtualization === null || APPLICATION_CONTAINERS.includes(virtualization)) return 'unknown';
  if (hasProxmox) return 'proxmox_host';
  if (virtualization !== 'none') return 'vm';
  if (model?.startsWith('Raspberry Pi')) return 'raspberry_pi';
  const type = chassisType ?? 0;
  if (PORTABLE_CHASSIS.includes(type)) return 'workstation';
  const isServer = isNamedServer || SERVER_CHASSIS.includes(type);
  return hasDisplayManager && !isServer ? 'workstation' : 'physical';
}

/** What a machine is good for, in one word; null when nobody can tell. */
export function hardwareProfileOf(
  kind: MachineKind,
  { hasComputeGpu, virtualization }: Pick<Hardware, 'hasComputeGpu' | 'virtualization'>,
): string | null {
  if (isContainer(virtualization)) return 'container';
  switch (kind) {
    case 'physical':
      return hasComputeGpu ? 'gpu_server' : 'baremetal_server';
    case 'vm':
      return hasComputeGpu ? 'gpu_server' : 'generic_vm';
    case 'unknown':
      return null;
    default:
      return kind;
  }
}

/** What tells a virtual machine or a container apart where systemd-detect-virt is not installed. */
export interface VirtualizationHints {
  readonly hasDockerFile: boolean;
  readonly hasPodmanFile: boolean;
  /** /run/systemd/container, or `container` in the environment of process 1. */
  readonly container: string | null;
  readonly vendor: string | null;
  readonly product: string | null;
  /** Of the device tree, which boards have in place of vendor and product. */
  readonly model: string | null;
  readonly hasHypervisorFlag: boolean;
}

const VENDORS: readonly (readonly [RegExp, string])[] = [
  [/^QEMU/i, 'qemu'],
  [/VMware/i, 'vmware'],
  [/innotek|VirtualBox/i, 'oracle'],
  [/^Xen/i, 'xen'],
  [/Amazon EC2/i, 'amazon'],
  [/Parallels/i, 'parallels'],
  [/Google Compute Engine/i, 'google'],
  // Clouds that put their own name over that of QEMU.
  [/^(OpenStack|DigitalOcean|KubeVirt)|\bKVM\b/i, 'kvm'],
];

/** The kind of virtualisation in the words of systemd-detect-virt. */
export function guessVirtualization(hints: VirtualizationHints): string | null {
  const { hasDockerFile, hasPodmanFile, container, vendor, product, model, hasHypervisorFlag } = hints;
  if (hasDockerFile) return 'docker';
  if (hasPodmanFile) return 'podman';
  if (container) return container;
  const dmi = `${vendor ?? ''} ${product ?? ''}`.trim();
  if (/^Microsoft Corporation Virtual Machine/i.test(dmi)) return 'microsoft';
  const known = VENDORS.find(([pattern]) => pattern.test(dmi));
  if (known) return known[1];
  if (hasHypervisorFlag) return 'vm-other';
  // QEMU's own machine for ARM has this for a model.
  if (model === 'linux,dummy-virt') return 'qemu';
  return dmi === '' && model === null ? null : 'none';
}
