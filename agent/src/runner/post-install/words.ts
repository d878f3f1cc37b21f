import type { SettingState } from '@suivi/shared';
import type { PostInstallPlan } from './plan.ts';

/** What a plan says, as lines for the log. */
export function describePlan({ outcome }: Pick<PostInstallPlan, 'outcome'>): string[] {
  const differing = outcome.settings.filter(({ state }) => state !== 'ok');
  return [
    ...outcome.profiles.map(({ name, version }) => `Profile ${name}, version ${version}.`),
    `${outcome.settings.length} settings, ${differing.length} of them not as wanted.`,
    ...differing.map((setting) => `  ${describeSetting(setting)}`),
    ...outcome.overridden.map(
      ({ kind, name, value, profile, by }) =>
        `  ${[kind, name].join(' ').trim()}: ${by} replaces ${value} of ${profile}.`,
    ),
    ...outcome.notes.map((note) => `  ${note}`),
    outcome.operations === 0 ? 'There is nothing to do.' : 'What is to be done:',
    ...(outcome.operations === 0
      ? []
      : outcome.rendered
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`)),
  ];
}

/** One setting in words. */
export const describeSetting = ({ kind, name, value, found, problem }: SettingState): string =>
  `${[kind, name].join(' ').trim()}: wanted ${value}, found ${found ?? 'nothing that may be read'}${problem ? ` (${problem})` : ''}`;
