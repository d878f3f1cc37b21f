import { type Action, type ErrorKind, isPlanned } from '@suivi/shared';

/** A run that ended in error, as far as what became of it depends on it. */
export interface Failure {
  readonly id: string;
  readonly machineId: string;
  readonly action: Action;
  readonly errorKind: ErrorKind | null;
  readonly errorMessage: string | null;
  readonly finishedAt: string | null;
  /** Its place in the order of commits. */
  readonly finishedSeq: number | null;
  /** Since when a person has taken note of it. */
  readonly acknowledgedAt: string | null;
}

/** The actions that do all that this one does, and more. */
export const WIDER: Readonly<Partial<Record<Action, readonly Action[]>>> = {
  apt_upgrade_selected: ['apt_upgrade', 'apt_full_upgrade'],
  apt_security_upgrade: ['apt_upgrade', 'apt_full_upgrade'],
  apt_upgrade: ['apt_full_upgrade'],
};

/** Failures that leave packages half done: what a repair brings in order. */
export const REPAIRABLE: readonly ErrorKind[] = [
  'dpkg_interrupted',
  'apt_interrupted',
  'runner_interrupted',
  'package_script_failed',
  'dpkg_failed',
  'unmet_dependencies',
];

/**
 * Whether a later run of an action that did not end in error makes up for a failure: the same action, a wider one, or a
 * repair of what was left half done. Pure; `settledBySql` says the same to the database.
 */
export function settles(
  success: Action,
  { action, errorKind }: Pick<Failure, 'action' | 'errorKind'>,
): boolean {
  if (success === action || WIDER[action]?.includes(success)) return true;
  return (
    success === 'apt_repair' && isPlanned(action) && errorKind !== null && REPAIRABLE.includes(errorKind)
  );
}

/** Whether a failure still makes its machine an error, once it is known that no success has made up for it. */
export const isOpen = ({ acknowledgedAt }: Pick<Failure, 'acknowledgedAt'>): boolean =>
  acknowledgedAt === null;
