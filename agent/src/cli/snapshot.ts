import { readConfig } from '../config.ts';
import { readEnrolment } from '../identity/identity.ts';
import { packagesProbe, readUpdateSnapshot } from '../sections.ts';
import { withCacheDirectory } from './cache.ts';

/** `suivi-agent snapshot`: prints the UpdateSnapshot of now as JSON. Needs neither enrolment nor collector. */
export async function snapshot(): Promise<void> {
  const config = readConfig(process.env);
  const found = await withCacheDirectory(config.stateDir, async (cacheDir) => {
    const enrolment = await readEnrolment(config.stateDir).catch(() => null);
    return readUpdateSnapshot(packagesProbe(config, cacheDir), enrolment?.machineId ?? 'not-enrolled');
  });
  process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
}
