import type { Static } from 'typebox';
import * as Type from 'typebox';
import { Base64, Id, Text } from '../scalars.ts';

/** The body of `POST /api/enrol`. Sent again with the same key it gives the same answer, so a lost answer costs nothing. */
export const EnrolRequest = Type.Object({
  token: Text(256),
  publicKey: Base64(64),
  hostname: Type.String({ minLength: 1, maxLength: 256 }),
  agentVersion: Text(64),
});
export type EnrolRequest = Static<typeof EnrolRequest>;

/** What an enrolled machine keeps: who it is, and whom it trusts. */
export const EnrolAnswer = Type.Object({
  machineId: Id,
  name: Text(256),
  collectorId: Id,
  /** The collector's raw Ed25519 public key, 32 bytes: it signs challenges and jobs. */
  collectorPublicKey: Base64(64),
});
export type EnrolAnswer = Static<typeof EnrolAnswer>;
