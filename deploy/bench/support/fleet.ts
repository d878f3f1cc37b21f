import { generateKeyPair, sha256Hex } from '@suivi/shared';
import { messageRules } from '../../../collector/src/derive/index.ts';
import { openStore } from '../../../collector/src/store/index.ts';

/** What a simulated agent must know to be let in. */
export interface FleetMember {
  readonly machineId: string;
  readonly privateKeyPem: string;
  readonly publicKey: string;
}

const TOKEN = 'benchmark';

/** Enrols machines in the database under this path, through the collector's own store, and gives their identities. */
export async function enrolFleet(path: string, size: number): Promise<FleetMember[]> {
  const store = await openStore({ path }, unusedFiles);
  const at = new Date().toISOString();
  await store.enrolment.createToken({
    id: TOKEN,
    tokenHash: sha256Hex(TOKEN),
    name: null,
    createdAt: at,
    createdBy: null,
    expiresAt: '9999-01-01T00:00:00.000Z',
    maxUses: size,
    uses: 0,
  });
  const fleet: FleetMember[] = [];
  for (let index = 0; index < size; index++) {
    const keys = generateKeyPair();
    const { machineId } = await store.enrolment.enrol({
      tokenHash: sha256Hex(TOKEN),
      publicKey: keys.publicKey,
      hostname: `host-${index}`,
      agentVersion: 'bench',
      at,
    });
    fleet.push({ machineId, ...keys });
  }
  await store.close();
  return fleet;
}

/** Reports of executions and logs, of which the benchmarks send none. */
export const unusedFiles = {
  reports: {
    write: () => Promise.reject(new Error('no execution ends here')),
    writeRendered: () => Promise.reject(new Error('no profiles are applied here')),
    writeCleanup: () => Promise.reject(new Error('nothing is cleaned up here')),
  },
  logPath: () => '',
  rules: messageRules,
};
