import { join } from 'node:path';
import { isComputeGpu } from '../../domain/pci.ts';
import { runText } from '../../host/exec.ts';
import { isThere } from '../../host/files.ts';
import { type PciDevice, Tree } from '../../host/tree.ts';
import { guessVirtualization, type Hardware } from './parse.ts';

/** What systemd-detect-virt answers, `none` without virtualisation; an empty text where it is not installed. */
const askSystemd = async () =>
  (await runText('systemd-detect-virt', [], { env: { PATH: '/usr/bin:/bin' } })).value.trim();

/**
 * Reads what gives a machine's kind away. `root` is where installed software is looked for, `kernel` where the kernel's files and
 * those of /run lie: `/`, or a captured tree, which has an answer of systemd-detect-virt of its own.
 */
export async function readHardware(root: string, kernel = '/', detect = askSystemd): Promise<Hardware> {
  const tree = new Tree(kernel);
  const chassisType = await tree.number('sys/class/dmi/id/chassis_type');
  const names = [
    await tree.line('sys/class/dmi/id/product_family'),
    await tree.line('sys/class/dmi/id/product_name'),
  ];
  return {
    virtualization: await readVirtualization(kernel, detect),
    hasProxmox: (await exists(join(root, 'etc/pve'))) || (await exists(join(root, 'usr/bin/pveversion'))),
    model: await tree.line('proc/device-tree/model'),
    chassisType: chassisType !== null && chassisType > 0 ? chassisType : null,
    isNamedServer: names.some((name) => /\bserver\b/i.test(name ?? '')),
    hasDisplayManager: await exists(join(root, 'etc/systemd/system/display-manager.service')),
    hasComputeGpu: (await readDevices(tree)).some(isComputeGpu),
  };
}

/** In the words of systemd-detect-virt; null when nobody can tell. */
export async function readVirtualization(kernel = '/', detect = askSystemd): Promise<string | null> {
  const answer = await detect();
  if (/^[a-z0-9-]{1,64}$/.test(answer)) return answer;
  const tree = new Tree(kernel);
  return guessVirtualization({
    hasDockerFile: await exists(join(kernel, '.dockerenv')),
    hasPodmanFile: await exists(join(kernel, 'run/.containerenv')),
    container: await tree.line('run/systemd/container'),
    vendor: await tree.line('sys/class/dmi/id/sys_vendor'),
    product: await tree.line('sys/class/dmi/id/product_name'),
    model: await tree.line('proc/device-tree/model'),
    hasHypervisorFlag: /^flags\s*:.*\bhypervisor\b/m.test(
      (await tree.bytes('proc/cpuinfo'))?.toString() ?? '',
    ),
  });
}

async function readDevices(tree: Tree): Promise<PciDevice[]> {
  const folder = 'sys/bus/pci/devices';
  const devices = await Promise.all((await tree.list(folder)).map((name) => tree.pci(`${folder}/${name}`)));
  return devices.filter((device) => device !== null);
}

const exists = (path: string) => isThere(path).catch(() => false);
