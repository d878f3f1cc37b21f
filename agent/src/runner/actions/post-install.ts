import { performApply } from '../post-install/apply.ts';
import { performCheck } from '../post-install/check.ts';
import type { Action } from './action.ts';

/** Looks at what profiles would change, or at what has become of those that were applied. Changes nothing. */
export const postInstallCheck: Action = { perform: performCheck };

/** Brings the machine to what its profiles say. */
export const postInstallApply: Action = { perform: performApply };
