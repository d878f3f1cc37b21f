import { type Action, PostInstallKind, READING_ACTIONS, Text, valuesOf } from '@suivi/shared';
import type { Static } from 'typebox';
import * as Type from 'typebox';
import { readTrusted } from './trusted-file.ts';

/** The machine's own rules, which bind every collector. Members that this release does not know are ignored. */
const PolicyFile = Type.Object({
  profile: Type.Enum(['read-only', 'standard']),
  /** Only these, of what the profile allows. */
  allowedActions: Type.Optional(Type.Array(Text(64))),
  excludedPackages: Type.Optional(Type.Array(Text(256))),
  conffileDefault: Type.Optional(Type.Enum(['keep', 'replace'])),
  /** What may be done with the container engine: nothing, read it, or what the profile allows. Nothing unless said. */
  docker: Type.Optional(Type.Enum(['off', 'read', 'manage'])),
  /** False: nobody refreshes the package lists but the machine itself. */
  refresh: Type.Optional(Type.Boolean()),
  /** Whether post-install profiles may be looked at and applied, and which kinds of steps; all when they are not listed. */
  postInstall: Type.Optional(
    Type.Object({ enabled: Type.Boolean(), kinds: Type.Optional(Type.Array(PostInstallKind)) }),
  ),
});

/** A policy, and why it is the strictest one when the file cannot be used. */
export interface Policy extends Static<typeof PolicyFile> {
  readonly problem?: string;
}

/** What a machine whose policy is missing or damaged allows. */
const STRICTEST: Policy = { profile: 'read-only' };

const DOCKER_OFF =
  'The policy of this machine does not let the container engine be read: it does not say "docker": "read" or "manage".';
const DOCKER_READ_ONLY =
  'The policy of this machine lets the container engine be read and nothing more: it does not say "docker": "manage".';

/** Which kinds of post-install steps a policy allows; none unless it says so. */
export const allowedKinds = ({ postInstall }: Policy): readonly PostInstallKind[] =>
  postInstall?.enabled ? (postInstall.kinds ?? valuesOf(PostInstallKind)) : [];

/** Reads a policy file. A missing, damaged or badly protected one means read-only. */
export async function readPolicy(path: string): Promise<Policy> {
  const read = await readTrusted(path, PolicyFile);
  return 'value' in read ? read.value : { ...STRICTEST, problem: read.problem };
}

/** Why a policy does not allow an action, as a sentence; null when it does. */
export function policyRefusal(policy: Policy, action: Action): string | null {
  if (action === 'apt_refresh' && policy.refresh === false)
    return 'The policy of this machine does not allow refreshing.';
  if (action.startsWith('docker_')) {
    const { docker = 'off' } = policy;
    if (docker === 'off') return DOCKER_OFF;
    if (docker === 'read' && !READING_ACTIONS.includes(action)) return DOCKER_READ_ONLY;
  }
  if (action.startsWith('post_install_') && !policy.postInstall?.enabled)
    return 'The policy of this machine does not allow post-install profiles. Set "postInstall": {"enabled": true} in it, as root, to allow them.';
  if (policy.allowedActions && !policy.allowedActions.includes(action))
    return `The policy of this machine does not list ${action} among the allowed actions.`;
  if (policy.profile === 'read-only' && !READING_ACTIONS.includes(action))
    return `The policy of this machine is read-only${policy.problem ? ` (${policy.problem})` : ''}.`;
  return null;
}
