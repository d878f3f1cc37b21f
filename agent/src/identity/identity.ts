import { join } from 'node:path';
import { EnrolAnswer, fits } from '@suivi/shared';
import { Problem } from '../domain/problem.ts';
import { isErrno, readPlainFile, writeWhole } from '../host/files.ts';
import { foreignOwner } from '../host/foreign-owner.ts';
import { type MachineKey, readKey } from './key.ts';

/** Who this machine is and whom it trusts, as written at enrolment. */
export interface Enrolment extends EnrolAnswer {
  /** The collector's address at enrolment. */
  readonly url: string;
  /** The one authority that this machine trusts for it, a certificate in PEM; those that Node trusts where there is none. */
  readonly ca?: string | null;
}

/** An enrolment with the key that proves it. */
export interface Identity extends Enrolment {
  readonly key: MachineKey;
}

const identityPath = (stateDir: string): string => join(stateDir, 'identity.json');

/** Keeps an enrolment, durable and for the owner alone. */
export const writeEnrolment = async (stateDir: string, enrolment: Enrolment): Promise<void> =>
  writeWhole(identityPath(stateDir), `${JSON.stringify(enrolment, null, 2)}\n`, {
    owner: await foreignOwner(stateDir),
  });

/** Reads the enrolment; null when the machine is not enrolled. Throws Problem `identity_unreadable`. */
export async function readEnrolment(stateDir: string): Promise<Enrolment | null> {
  const path = identityPath(stateDir);
  try {
    const value: unknown = JSON.parse(await readPlainFile(path, 64 * 1024));
    if (!fits(EnrolAnswer, value) || typeof (value as { url?: unknown }).url !== 'string')
      throw new Error('something is missing in it');
    return value as Enrolment;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw new Problem(
      'identity_unreadable',
      `The enrolment in ${path} cannot be read: ${(error as Error).message}.`,
      'Run the agent as its own user. If the file is damaged, enrol again with a new token: the machine stays the same.',
      error,
    );
  }
}

/** Reads all that a connection needs. Throws Problem, `not_enrolled` when the machine is not enrolled. */
export async function readIdentity(stateDir: string): Promise<Identity> {
  const enrolment = await readEnrolment(stateDir);
  const key = await readKey(stateDir);
  if (enrolment && key) return { ...enrolment, key };
  throw new Problem(
    'not_enrolled',
    'This machine is not enrolled with a collector.',
    'Make a token on the collector, then run: SU_ENROL_TOKEN=... suivi-agent enroll --url https://collector',
  );
}
