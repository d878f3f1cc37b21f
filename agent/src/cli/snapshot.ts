import { constants } from 'node:fs';
import { access, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { readEnrolment } from '../identity/identity.ts';
import { cacheDirectory, packagesProbe, readUpdateSnapshot } from '../sections.ts';

/** `suivi-agent snapshot`: prints the UpdateSnapshot of now as JSON. Needs neither enrolment nor collector. */
export async function snapshot(): Promise<void> {
  const config = readConfig(process.env);
  const own = await isOwn(config.stateDir);
  const cacheDir = own ? cacheDirectory(config.stateDir) : await mkdtemp(join(tmpdir(), 'suivi-agent-'));
  try {
    const enrolment = await readEnrolment(config.stateDir).catch(() => null);
    const probe = packagesProbe(config, cacheDir);
    const found = await readUpdateSnapshot(probe, enrolment?.machineId ?? 'not-enrolled');
    process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
  } finally {
    if (!own) await rm(cacheDir, { recursive: true, force: true });
  }
}

/** Another user's files in the agent's cache would be in its way. */
async function isOwn(stateDir: string): Promise<boolean> {
  try {
    await access(stateDir, constants.W_OK);
    return (await stat(stateDir)).uid === process.geteuid?.();
  } catch {
    return false;
  }
}
