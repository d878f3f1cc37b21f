import { EnrolAnswer, EnrolRequest, sha256Hex } from '@suivi/shared';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** Enrolments accepted from one address in a minute: a fleet behind one router must pass, a flood must not. */
const PER_MINUTE = 120;
const KEY_BYTES = 32;

/** POST /api/enrol: a machine trades a one-time token for its identity. */
export function enrol(
  api: Api,
  {
    enrolment,
    identity,
    feed,
    now = () => new Date(),
  }: Pick<AppDeps, 'enrolment' | 'identity' | 'feed' | 'now'>,
): void {
  api.post(
    '/api/enrol',
    {
      config: { open: true, rateLimit: { max: PER_MINUTE, timeWindow: '1 minute' } },
      schema: {
        summary: 'Enrol a machine with an enrolment token',
        description: 'Sent again with the same token and key it gives the same answer.',
        tags: ['enrolment'],
        body: EnrolRequest,
        response: { 200: EnrolAnswer },
      },
    },
    async ({ body: { token, ...machine } }) => {
      if (Buffer.from(machine.publicKey, 'base64').length !== KEY_BYTES)
        throw new ApiError('validation_failed', undefined, {
          fields: [{ path: 'body.publicKey', message: 'is not a raw Ed25519 key of 32 bytes' }],
        });
      const { changes, machineId, name } = await enrolment.enrol({
        ...machine,
        tokenHash: sha256Hex(token),
        at: now().toISOString(),
      });
      feed.publish(changes);
      return {
        machineId,
        name,
        collectorId: identity.collectorId,
        collectorPublicKey: identity.publicKey,
      };
    },
  );
}
