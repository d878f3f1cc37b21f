import { defineEntity, p } from '@mikro-orm/core';

/** An attempt to put the agent on a machine over SSH. Its credentials lie in the row of the machine, and only while it goes on. */
export const SshInstall = defineEntity({
  name: 'SshInstall',
  tableName: 'ssh_installs',
  properties: {
    id: p.text().primary(),
    hostname: p.text(),
    port: p.integer(),
    username: p.text(),
    /** The fingerprint that a person has approved. */
    hostKey: p.text(),
    /** The row that waits for the agent, or that it has; null once there is none. */
    machineId: p.text().nullable(),
    tokenId: p.text(),
    keepCredentials: p.integer().default(0),
    state: p.text(),
    code: p.text().nullable(),
    message: p.text().nullable(),
    next: p.text().nullable(),
    output: p.text().nullable(),
    actorType: p.text(),
    actorId: p.text().nullable(),
    createdAt: p.text(),
    updatedAt: p.text(),
    finishedAt: p.text().nullable(),
  },
  indexes: [{ properties: ['finishedAt'] }, { properties: ['tokenId'] }],
});
