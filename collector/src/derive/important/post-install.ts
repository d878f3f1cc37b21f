import type { PostInstallSnapshot } from '@suivi/shared';
import type { Sighting } from '../../domain/messages.ts';
import { notice, sighting } from './notice.ts';

/** What has drifted from the profiles that were applied, one message a setting. Pure. */
export const ofPostInstall = ({ settings, applied }: PostInstallSnapshot): Sighting =>
  sighting(
    'post_install',
    applied !== null,
    settings
      .filter(({ state }) => state === 'differs')
      .map(({ kind, name, value, found, problem, profile }) =>
        notice({
          source: 'post_install',
          category: 'warning',
          severity: 'warning',
          component: [kind, name].join(' ').trim().slice(0, 200),
          message: `${[kind, name].join(' ').trim()} is ${found ?? 'not there'}, and the profile ${profile} wants ${value}.${problem ? ` ${problem}` : ''}`,
        }),
      ),
  );
