import { runnerPaths } from '../domain/run-files.ts';
import { Trust } from '../domain/trust.ts';
import { makeDirectory, writeWhole } from '../host/files.ts';
import { readTrusted, type Trusted } from './trusted-file.ts';

/** Writes whose orders count, at enrolment. Other users may read it: the key is public. */
export async function writeTrust(runnerDir: string, { machineId, collectorPublicKey }: Trust): Promise<void> {
  await makeDirectory(runnerDir, 0o755);
  const text = `${JSON.stringify({ machineId, collectorPublicKey }, null, 2)}\n`;
  await writeWhole(runnerPaths(runnerDir).trust, text, { mode: 0o644 });
}

/** Reads whose orders count. */
export const readTrust = (path: string): Promise<Trusted<Trust>> => readTrusted(path, Trust);
