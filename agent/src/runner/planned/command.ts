import type { Policy } from '../policy.ts';
import type { Prepared } from './plan-file.ts';
import { isRemoval } from './words.ts';

/**
 * What answers dpkg's question about a configuration file that was changed on both sides. `confdef` would keep the old one
 * before `confnew` is looked at (dpkg(1), --force-confdef), so it stands only with `confold`.
 */
export const conffileForces = ({ conffileDefault }: Policy): readonly string[] =>
  conffileDefault === 'replace' ? ['--force-confnew'] : ['--force-confdef', '--force-confold'];

/** The whole command that carries out a plan. Whoever let the plan pass has approved its removals. */
export function aptCommand({ command, plan }: Prepared, policy: Policy, lockWaitMs: number): string[] {
  const [apt = 'apt-get', ...args] = command;
  const settings = [
    `DPkg::Lock::Timeout=${Math.ceil(lockWaitMs / 1000)}`,
    'Dpkg::Use-Pty=false',
    ...conffileForces(policy).map((force) => `Dpkg::Options::=${force}`),
    'APT::Status-Fd=3',
  ];
  return [
    apt,
    '-y',
    '-q',
    ...settings.flatMap((setting) => ['-o', setting]),
    ...(plan.some(isRemoval) ? [] : ['--no-remove']),
    ...args,
  ];
}
