import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runText } from '../../host/exec.ts';
import { isThere } from '../../host/files.ts';
import { guessVirtualization, type Hardware } from './parse.ts';

/** Reads what gives a machine's kind away. The root is where installed software is looked for. */
export async function readHardware(root: string): Promise<Hardware> {
  const chassisType = Number(await readLine('/sys/class/dmi/id/chassis_type'));
  return {
    virtualization: await readVirtualization(),
    hasProxmox: (await exists(join(root, 'etc/pve'))) || (await exists(join(root, 'usr/bin/pveversion'))),
    model: await readLine('/proc/device-tree/model'),
    chassisType: chassisType > 0 ? chassisType : null,
    hasDisplayManager: await exists(join(root, 'etc/systemd/system/display-manager.service')),
    hasComputeGpu: await hasComputeGpu(),
  };
}

/** In the words of systemd-detect-virt; null when nobody can tell. */
export async function readVirtualization(): Promise<string | null> {
  const { value } = await runText('systemd-detect-virt', [], { env: { PATH: '/usr/bin:/bin' } });
  const answer = value.trim();
  if (/^[a-z0-9-]{1,64}$/.test(answer)) return answer;
  return guessVirtualization({
    hasDockerFile: await exists('/.dockerenv'),
    hasPodmanFile: await exists('/run/.containerenv'),
    container: await readLine('/run/systemd/container'),
    vendor: await readLine('/sys/class/dmi/id/sys_vendor'),
    product: await readLine('/sys/class/dmi/id/product_name'),
    hasHypervisorFlag: /^flags\s*:.*\bhypervisor\b/m.test((await readText('/proc/cpuinfo')) ?? ''),
  });
}

/** A PCI device of class "3D controller" computes and drives no screen. */
async function hasComputeGpu(): Promise<boolean> {
  const devices = '/sys/bus/pci/devices';
  const names = await readdir(devices).catch(() => []);
  for (const name of names)
    if ((await readLine(join(devices, name, 'class')))?.startsWith('0x0302')) return true;
  return false;
}

const exists = (path: string) => isThere(path).catch(() => false);

const readText = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

/** The content of a small file without what ends it: a line feed, or a zero byte in the device tree. */
const readLine = async (path: string): Promise<string | null> =>
  (await readText(path))?.replace(/[\0\s]+$/, '') || null;
