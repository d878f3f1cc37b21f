import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { ActionPlan } from '@suivi/shared';
import type { ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import type { Places } from '../places.ts';
import { kernelBytes } from './kernel.ts';

/** For logs, dpkg's database, and the new version of a file that lies beside the old one for a moment. */
const MARGIN_BYTES = 8 * 1024 * 1024;

/** Room that is needed on the file system of a path. */
interface Need {
  readonly path: string;
  readonly bytes: number;
}

/** Refuses a plan for which there is not enough room, with the sizes; null when there is. */
export async function diskRefusal(plan: ActionPlan, places: Places): Promise<ActionEnd | null> {
  const { root, archives, adminDir } = places;
  const boot = join(root, 'boot');
  const kernels = await kernelBytes(plan.steps, boot);
  const short = await shortages([
    { path: root, bytes: Math.max(0, plan.diskBytes ?? 0) },
    { path: adminDir, bytes: 0 },
    { path: archives, bytes: plan.downloadBytes ?? 0 },
    ...(kernels > 0 ? [{ path: boot, bytes: kernels }] : []),
  ]);
  if (short.length === 0) return null;
  const sentences = short.map(
    ({ path, bytes, free }) => `${path} has ${megabytes(free)} free, and ${megabytes(bytes)} are needed.`,
  );
  const next =
    'Nothing was changed. Make room (apt_clean removes downloaded packages, apt_autoremove what nothing needs), then ask again.';
  return failed('disk_full', `There is not enough room: ${sentences.join(' ')} ${next}`);
}

/** The file systems without the room that is needed of them: what is needed of one through several paths adds up. */
async function shortages(needs: readonly Need[]): Promise<(Need & { free: number })[]> {
  const byDevice = new Map<number, Need & { free: number }>();
  for (const { path, bytes } of needs) {
    const found = await stat(path).catch(() => null);
    if (!found) continue;
    const before = byDevice.get(found.dev);
    if (before) byDevice.set(found.dev, { ...before, bytes: before.bytes + bytes });
    else byDevice.set(found.dev, { path, bytes: bytes + MARGIN_BYTES, free: await freeBytes(path) });
  }
  return [...byDevice.values()].filter(({ bytes, free }) => free < bytes);
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
