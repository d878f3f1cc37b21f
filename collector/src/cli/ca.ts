import { readConfig } from '../config.ts';
import { Problem } from '../domain/problem.ts';
import { openConfiguredStore, takeMasterKey } from '../serve.ts';
import { openOwnTls } from '../tls/index.ts';

/** `collector ca`: prints the certificate of the collector's own authority, and its fingerprint on stderr. Throws Problem. */
export async function caCommand(env: NodeJS.ProcessEnv): Promise<void> {
  const config = readConfig(env);
  if (config.tls.kind !== 'own')
    throw new Problem(
      'no_own_authority',
      `This collector has no authority of its own: ${config.tls.kind === 'off' ? 'it speaks plain HTTP' : 'it has a certificate from a file'}.`,
      'It makes one where SU_HOST is not a loopback address and SU_TLS_CERT is not set, or with SU_TLS=own.',
    );
  const { store } = await openConfiguredStore(config);
  try {
    const { key: masterKey } = await takeMasterKey(config, store);
    const { sealedCertificateKeys: kept, collectorId } = store;
    const { ownCa } = await openOwnTls({ masterKey, kept, collectorId, names: ['localhost'] });
    process.stdout.write(ownCa!.pem.trimEnd().concat('\n'));
    console.error(`SHA-256: ${ownCa!.fingerprint}`);
  } finally {
    await store.close();
  }
}
