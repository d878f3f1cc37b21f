import type { PackageTarget } from '@suivi/shared';
import { parametersFault } from '../planned/parameters.ts';
import type { Action } from './action.ts';
import { failed } from './end.ts';
import { runPlain } from './plain.ts';

const mark = (verb: 'hold' | 'unhold'): Action => ({
  perform: async (context) => {
    const fault = parametersFault(context.order);
    if (fault !== null) return failed('job_invalid', fault);
    const packages = context.order.parameters['packages'] as readonly PackageTarget[];
    const names = packages.map(({ name, arch }) => (arch && arch !== 'all' ? `${name}:${arch}` : name));
    return runPlain(context, { name: verb, command: ['apt-mark', verb, ...names], what: 'dpkg' });
  },
});

/** Keeps packages at their version until they are let go. */
export const aptHold: Action = mark('hold');

/** Lets packages go that were kept at their version. */
export const aptUnhold: Action = mark('unhold');
