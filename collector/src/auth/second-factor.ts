import type { Account } from '../domain/users.ts';
import type { AuthDeps } from './auth-deps.ts';
import { recoveryHash, stepOf } from './totp.ts';

/** Takes a code of the user's app, or one of the recovery codes; null when it is none or was taken before. */
export async function takeCode(
  { secondFactors, seal, now }: Pick<AuthDeps, 'secondFactors' | 'seal' | 'now'>,
  { id, totp }: Pick<Account, 'id' | 'totp'>,
  code: string,
): Promise<'totp' | 'recovery_code' | null> {
  if (!totp) return null;
  const step = stepOf(seal.open(totp.secret), code, now());
  if (step !== null) return (await secondFactors.takeStep(totp.id, step)) ? 'totp' : null;
  return (await secondFactors.takeRecoveryCode(id, recoveryHash(code))) ? 'recovery_code' : null;
}
