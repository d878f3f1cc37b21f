import { uptime } from 'node:os';
import { join } from 'node:path';
import type { RunPaths } from '../../domain/run-files.ts';
import type { Systemd } from '../../host/systemd.ts';
import { keep, readKept } from '../kept.ts';

/** What was before a reboot. */
export interface RebootRequest {
  readonly bootId: string;
  readonly failedUnits: readonly string[];
  /** Seconds since that boot. */
  readonly uptime: number;
}

const pathOf = ({ directory }: RunPaths) => join(directory, 'reboot.json');

/** Notes durably what is before the reboot, which proves it afterwards. */
export async function noteRequest(run: RunPaths, systemd: Systemd): Promise<RebootRequest> {
  const request = {
    bootId: await systemd.bootId(),
    failedUnits: await systemd.failedUnits(),
    uptime: uptime(),
  };
  await keep(pathOf(run), request);
  return request;
}

/** What an earlier runner noted; null when none did. */
export const readRequest = (run: RunPaths): Promise<RebootRequest | null> => readKept(pathOf(run));
