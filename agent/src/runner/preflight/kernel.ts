import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanStep } from '@suivi/shared';

const KERNEL = /^(?:linux-image-(?:unsigned-)?\d|(?:pve|proxmox)-kernel-\d|raspberrypi-kernel$)/;
const INITRD = /^(?:initrd|initramfs)/;
const IMAGE = /^(?:vmlinuz|vmlinux|kernel)/;
/** For a machine without a kernel to measure. */
const USUAL_BYTES = 100 * 1024 * 1024;

/** Bytes that the kernels of a plan take in /boot, by the largest one that is there: each comes beside the old one. 0 without a kernel. */
export async function kernelBytes(steps: readonly PlanStep[], boot: string): Promise<number> {
  const count = steps.filter(({ name, to }) => to !== null && KERNEL.test(name)).length;
  return count === 0 ? 0 : count * ((await largestKernel(boot)) || USUAL_BYTES);
}

async function largestKernel(boot: string): Promise<number> {
  const names = await readdir(boot).catch(() => []);
  const largest = async (pattern: RegExp) => {
    const found = names.filter((name) => pattern.test(name)).map((name) => stat(join(boot, name)));
    const sizes = (await Promise.allSettled(found)).map((one) =>
      one.status === 'fulfilled' ? one.value.size : 0,
    );
    return Math.max(0, ...sizes);
  };
  return (await largest(INITRD)) + (await largest(IMAGE));
}
