import { defineEntity, p } from '@mikro-orm/core';

/** One row, id 1: which database this is, and the counter of the order of commits, whose lock serialises writers. */
export const StoreMeta = defineEntity({
  name: 'StoreMeta',
  tableName: 'store_meta',
  properties: {
    id: p.integer().primary().autoincrement(false),
    epoch: p.text(),
    collectorId: p.text(),
    /** The collector's signing key, sealed under SU_MASTER_KEY. */
    sealedSigningKey: p.text().nullable(),
    /** The OpenPGP key of the agents' repository, sealed likewise. */
    sealedRepositoryKey: p.text().nullable(),
    /** The collector's own certificate authority and its server's key, sealed likewise. */
    sealedCertificateKeys: p.text().nullable(),
    createdAt: p.text(),
    seq: p.bigint('number').default(0),
    /** Changes up to here have been pruned. */
    prunedSeq: p.bigint('number').default(0),
    /** The sha256 of the token of the one-time setup link, and when it ends. */
    setupTokenHash: p.text().nullable(),
    setupExpiresAt: p.text().nullable(),
    /** From which values on machines are warned of. */
    thresholdsJson: p.text().nullable(),
  },
});
