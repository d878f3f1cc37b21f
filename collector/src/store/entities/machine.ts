import { defineEntity, p } from '@mikro-orm/core';

/** A machine that Suivi looks after. Deleted ones keep their row until they are purged. */
export const Machine = defineEntity({
  name: 'Machine',
  tableName: 'machines',
  properties: {
    id: p.text().primary(),
    name: p.text(),
    hostname: p.text(),
    port: p.integer().default(22),
    osFamily: p.text().default('unknown'),
    osVersion: p.text().nullable(),
    osCodename: p.text().nullable(),
    arch: p.text().nullable(),
    machineKind: p.text().nullable(),
    virtualization: p.text().nullable(),
    hardwareProfile: p.text().nullable(),
    username: p.text().nullable(),
    encPassword: p.text().nullable(),
    encSudoPassword: p.text().nullable(),
    /** A private key to log in with, and what opens it, sealed like the passwords. */
    encPrivateKey: p.text().nullable(),
    encKeyPassphrase: p.text().nullable(),
    aptProxyMode: p.text().default('direct'),
    aptProxyUrl: p.text().nullable(),
    status: p.text().default('unknown'),
    lastCheckedAt: p.text().nullable(),
    lastSeenAt: p.text().nullable(),
    createdAt: p.text(),
    updatedAt: p.text().nullable(),
    deletedAt: p.text().nullable(),
    quarantine: p.text().nullable(),
  },
  indexes: [{ properties: ['createdAt', 'id'] }, { properties: ['deletedAt'] }],
});

/** The `machine_id` of everything that belongs to a machine: it goes when the machine is purged. */
export const machineKey = () =>
  p.manyToOne(Machine).mapToPk().fieldName('machine_id').deleteRule('cascade').index(false);
