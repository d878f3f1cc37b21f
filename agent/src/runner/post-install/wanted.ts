import {
  type ActionParameters,
  mergeProfiles,
  type OverriddenSetting,
  type PostInstallKind,
  type PostInstallSetting,
  type ProfileVersion,
} from '@suivi/shared';
import type { ActionContext, ActionEnd } from '../actions/action.ts';
import { failed } from '../actions/end.ts';
import { parametersFault } from '../planned/parameters.ts';
import { allowedKinds } from '../policy.ts';
import { readApplied } from './record.ts';

/** What a run is to look at or bring about. */
export interface Wanted {
  readonly profiles: readonly ProfileVersion[];
  readonly settings: readonly PostInstallSetting[];
  readonly overridden: readonly OverriddenSetting[];
  readonly kinds: readonly PostInstallKind[];
}

/**
 * What the order asks for: its profiles, or where it has none, those that were applied last. How the action ends instead when
 * the order is not in the vocabulary, or has a kind of step that the policy does not allow: then nothing of it is done.
 */
export async function readWanted(context: ActionContext): Promise<Wanted | { readonly end: ActionEnd }> {
  const { order, policy, runner } = context;
  const fault = parametersFault(order);
  if (fault !== null) return { end: failed('job_invalid', fault) };
  const { profiles } = order.parameters as ActionParameters<'post_install_check'>;
  const kinds = allowedKinds(policy);
  if (!profiles) {
    const applied = await readApplied(runner.applied);
    return applied
      ? { profiles: applied.profiles, settings: applied.settings, overridden: [], kinds }
      : { end: failed('not_supported', 'No post-install profile was ever applied to this machine.') };
  }
  const { settings, overridden } = mergeProfiles(profiles);
  const refused = [...new Set(settings.map(({ kind }) => kind))].filter((kind) => !kinds.includes(kind));
  if (refused.length > 0) return { end: failed('policy_refused', refusedSentence(refused)) };
  return {
    profiles: profiles.map(({ id, name, version }) => ({ id, name, version })),
    settings,
    overridden,
    kinds,
  };
}

const refusedSentence = (kinds: readonly PostInstallKind[]): string =>
  `The policy of this machine does not allow these kinds of post-install steps: ${kinds.join(', ')}. Nothing was changed. ` +
  'Take them out of the profile, or have root add them to postInstall.kinds.';
