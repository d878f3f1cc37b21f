import { type Action, type ErrorKind, isPlanned } from '@suivi/shared';
import type { Actor, Change } from './rows.ts';

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

/** What became of the wish to take note of a failed execution. */
export type FailureAnswer = { readonly changes: readonly Change[] } | 'not_found' | 'not_failed';

/** Store ← api: executions that failed. */
export interface FailureStore {
  /**
   * A person has taken note, also of those before it that its success would have made up for: they no longer make the machine
   * an error. A second time changes nothing.
   */
  acknowledgeFailure(executionId: string, by: Actor, at: string): Promise<FailureAnswer>;
}
