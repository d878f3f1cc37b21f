import type { HostKey, SshPlace } from '../domain/ssh.ts';
import { addressOf } from './address.ts';
import { connect } from './connect.ts';
import { algorithmOf, fingerprintOf } from './fingerprint.ts';

/** The key that a server proves itself with. Nobody logs in: the connection ends as soon as it is known. Throws Problem ssh_*. */
export async function readHostKey(place: SshPlace, timeoutMs?: number): Promise<HostKey> {
  const address = await addressOf(place.hostname, timeoutMs);
  let found: Buffer | null = null;
  const accept = (key: Buffer) => {
    found = key;
    return false;
  };
  const signal = new AbortController().signal;
  try {
    (await connect({ ...place, address }, { username: 'suivi', accept, signal, timeoutMs })).destroy();
  } catch (error) {
    if (found === null) throw error;
  }
  const key = found ?? Buffer.alloc(0);
  return { algorithm: algorithmOf(key), fingerprint: fingerprintOf(key), address };
}
