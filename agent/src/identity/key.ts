import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { generateKeyPair, publicKeyOf, readPrivateKey } from '@suivi/shared';
import { Problem } from '../domain/problem.ts';
import { isErrno, readPlainFile, writeWhole } from '../host/files.ts';
import { foreignOwner } from '../host/foreign-owner.ts';

/** The machine's key pair: the private key never leaves it. */
export interface MachineKey {
  readonly privateKey: KeyObject;
  /** 32 raw bytes in base64. */
  readonly publicKey: string;
}

const keyPath = (stateDir: string): string => join(stateDir, 'agent.key');

/** Reads the machine's key; null when there is none. Throws Problem `key_unreadable`. */
export async function readKey(stateDir: string): Promise<MachineKey | null> {
  const path = keyPath(stateDir);
  try {
    const privateKey = readPrivateKey(await readPlainFile(path, 4096));
    return { privateKey, publicKey: publicKeyOf(privateKey) };
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new Problem(
      'key_unreadable',
      `The machine's key in ${path} cannot be read: ${(error as Error).message}.`,
      'Run the agent as its own user. If the file is damaged, delete it and enrol the machine again.',
      error,
    );
  }
}

/** Reads the machine's key, or makes one and keeps it, durable and for the owner alone. */
export async function readOrMakeKey(stateDir: string): Promise<MachineKey> {
  const found = await readKey(stateDir);
  if (found) return found;
  const { privateKeyPem, publicKey } = generateKeyPair();
  await writeWhole(keyPath(stateDir), privateKeyPem, { owner: await foreignOwner(stateDir) });
  return { privateKey: readPrivateKey(privateKeyPem), publicKey };
}
