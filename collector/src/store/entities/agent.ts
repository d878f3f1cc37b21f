import { defineEntity, p } from '@mikro-orm/core';
import { machineKey } from './machine.ts';

/** The agent of a machine: its key, its place in the chain of connections, its presence. */
export const Agent = defineEntity({
  name: 'Agent',
  tableName: 'agents',
  properties: {
    machineId: machineKey().primary(),
    publicKey: p.text(),
    counter: p.bigint('number').default(0),
    attempt: p.text().nullable(),
    lastSeq: p.bigint('number').default(0),
    connected: p.integer().default(0),
    connectedSince: p.text().nullable(),
    disconnectedAt: p.text().nullable(),
    address: p.text().nullable(),
    agentVersion: p.text().nullable(),
    hostname: p.text().nullable(),
    bootId: p.text().nullable(),
    clockSkewMs: p.bigint('number').nullable(),
    /** The enrolment token by which it came; null where that was not noted. */
    tokenId: p.text().nullable(),
  },
  indexes: [{ properties: ['publicKey'] }, { properties: ['connected'] }, { properties: ['tokenId'] }],
});
