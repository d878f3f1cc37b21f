import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** What a machine reported, whole. Never changed afterwards but for the columns that say when it was confirmed. */
export const Snapshot = defineEntity({
  name: 'Snapshot',
  tableName: 'snapshots',
  properties: {
    id: p.text().primary(),
    machineId: machineKey(),
    kind: p.text().default('apt_update_analyze'),
    schemaVersion: p.integer().default(1),
    checkedAt: p.text(),
    status: p.text(),
    importantJson: p.text().nullable(),
    rawLogPath: p.text().nullable(),
    rawArtifactId: p.text().nullable(),
    sourceJobId: p.text().nullable(),
    receivedAt: p.text(),
    /** The machine's clock at the last confirmation, and the collector's. */
    lastConfirmedAt: p.text().nullable(),
    confirmedReceivedAt: p.text().nullable(),
    contentHash: p.text(),
    /** Place in the order of commits, of the row and of its last confirmation. */
    seq: p.bigint('number'),
    confirmedSeq: p.bigint('number').nullable(),
    /** The agent's sequence of the last message that brought or confirmed it. */
    messageSeq: p.bigint('number'),
    /** AptFacts of the payload, so that lists need not read it. */
    factsJson: p.text().nullable(),
    /** Last, for it is long: SQLite reads a row from its beginning. */
    payloadJson: p.text(),
  },
  indexes: [{ properties: ['machineId', 'kind', 'seq'] }, { properties: ['receivedAt', 'id'] }],
});
