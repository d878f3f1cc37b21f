import { randomBytes } from 'node:crypto';
import {
  agentProofBytes,
  collectorProofBytes,
  ProtocolError,
  type Prove,
  SPOKEN,
  signBytes,
  type ToAgent,
  type ToCollector,
  verifyBytes,
} from '@suivi/shared';
import type { LinkIdentity, Speaker } from './parties.ts';

type HelloMessage = ToCollector['hello'];

/** The first message, with a fresh nonce. */
export const makeHello = (identity: LinkIdentity, speaker: Speaker): HelloMessage => ({
  type: 'hello',
  protocol: SPOKEN,
  machineId: identity.machineId,
  publicKey: identity.key.publicKey,
  nonce: randomBytes(32).toString('base64'),
  ...speaker,
  now: new Date().toISOString(),
});

/**
 * Checks that the challenge comes from the collector of the enrolment and in a version that we speak.
 * Throws ProtocolError `no_common_version` or `collector_unproven`.
 */
export function checkChallenge(
  identity: LinkIdentity,
  hello: HelloMessage,
  challenge: ToAgent['challenge'],
): void {
  const { protocol, collectorId, signature } = challenge;
  if (protocol < SPOKEN.min || protocol > SPOKEN.max)
    throw new ProtocolError(
      'no_common_version',
      `The collector chose version ${protocol}; this agent speaks ${SPOKEN.min} to ${SPOKEN.max}.`,
    );
  const proven =
    collectorId === identity.collectorId &&
    verifyBytes(identity.collectorPublicKey, collectorProofBytes(parties(hello, challenge)), signature);
  if (!proven) throw new ProtocolError('collector_unproven');
}

/** The agent's proof for a challenge that was checked. */
export function makeProve(
  identity: LinkIdentity,
  hello: HelloMessage,
  challenge: ToAgent['challenge'],
  place: Pick<Prove, 'counter' | 'attempt' | 'previousAttempt'>,
): ToCollector['prove'] {
  const { counter, attempt } = place;
  const bytes = agentProofBytes({ ...parties(hello, challenge), counter, attempt });
  return { type: 'prove', signature: signBytes(identity.key.privateKey, bytes), ...place };
}

const parties = (hello: HelloMessage, challenge: ToAgent['challenge']) => ({
  protocol: challenge.protocol,
  machineId: hello.machineId,
  collectorId: challenge.collectorId,
  agentNonce: hello.nonce,
  collectorNonce: challenge.nonce,
});
