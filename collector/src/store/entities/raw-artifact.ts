import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** A file that a run left behind, e.g. its log, at `path` under the reports directory. */
export const RawArtifact = defineEntity({
  name: 'RawArtifact',
  tableName: 'raw_artifacts',
  properties: {
    id: p.text().primary(),
    machineId: machineKey().nullable(),
    kind: p.text(),
    path: p.text(),
    bytes: p.bigint('number').nullable(),
    sha256: p.text().nullable(),
    createdAt: p.text(),
    expiresAt: p.text().nullable(),
    pinned: p.integer().default(0),
    redacted: p.integer().default(1),
    retentionPolicy: p.text().nullable(),
    deletedAt: p.text().nullable(),
    deleteReason: p.text().nullable(),
    metadataJson: p.text().nullable(),
  },
  indexes: [
    { properties: ['machineId', 'createdAt', 'id'] },
    { properties: ['expiresAt'] },
    { properties: ['path'] },
  ],
});
