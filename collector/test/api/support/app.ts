import type { Scope } from '@suivi/shared';
import { sha256Hex } from '@suivi/shared';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../../src/api/app.ts';
import type { AppDeps } from '../../../src/api/deps.ts';
import type { ApiClientRow } from '../../../src/domain/rows.ts';

/** A port that fails when it is used: tests give what they need. */
const unused = <T extends object>(name: string): T =>
  new Proxy({} as T, {
    get: (_target, member) => () => {
      throw new Error(`${name}.${String(member)} is not there`);
    },
  });

export const clientRow = (token: string, scopes: readonly Scope[], more: Partial<ApiClientRow> = {}) => ({
  id: `client-${token}`,
  name: token,
  tokenPrefix: token.slice(0, 4),
  tokenHash: sha256Hex(token),
  scopesJson: JSON.stringify(scopes),
  createdAt: '2026-01-01T00:00:00.000Z',
  lastUsedAt: null,
  revokedAt: null,
  hermes: 0 as const,
  ...more,
});

/** Clients in memory, by their tokens. */
export function memoryClients(
  ...rows: ApiClientRow[]
): AppDeps['clients'] & { rows: ApiClientRow[]; touches: number } {
  const clients = {
    rows,
    touches: 0,
    createClient: async (row: ApiClientRow) => {
      rows.push(row);
      return [];
    },
    listClients: async () => ({ items: rows, next: null }),
    findActiveClient: async (name: string) =>
      rows.find((row) => row.name === name && row.revokedAt === null) ?? null,
    findClientByHash: async (hash: string) => rows.find((row) => row.tokenHash === hash) ?? null,
    revokeClient: async () => null,
    touchClient: async (id: string, at: string) => {
      clients.touches++;
      const row = rows.find((one) => one.id === id);
      if (row) row.lastUsedAt = at;
    },
  };
  return clients;
}

/** A repository of agents without packages. */
export const emptyRepository: AppDeps['repository'] = {
  publicKey: 'the-key-of-the-repository',
  newestVersion: null,
  file: () => null,
};

/** An app on ports that fail when they are used, but for those given. */
export function appWith(deps: Partial<AppDeps>): FastifyInstance {
  return buildApp({
    query: unused('query'),
    clients: memoryClients(),
    accounts: { ...unused<AppDeps['accounts']>('accounts'), signedIn: async () => null },
    ownAccount: unused('ownAccount'),
    people: unused('people'),
    enrolment: unused('enrolment'),
    registries: unused('registries'),
    thresholds: unused('thresholds'),
    retention: unused('retention'),
    sshInstalls: unused('sshInstalls'),
    jobStore: unused('jobStore'),
    jobs: unused('jobs'),
    plans: unused('plans'),
    planning: unused('planning'),
    postInstall: unused('postInstall'),
    archive: unused('archive'),
    messages: unused('messages'),
    failures: unused('failures'),
    metricsHistory: unused('metricsHistory'),
    logs: unused('logs'),
    readReport: async () => null,
    feed: unused('feed'),
    tally: unused<{ call: AppDeps['tally'] }>('tally').call,
    queueLengths: () => ({ messages: 0, bytes: 0 }),
    progress: { of: () => null },
    identity: { collectorId: 'collector', publicKey: 'key' },
    effectiveStatus: () => ({ status: 'unknown', statusReasons: [], statusSince: null }),
    storeProblem: () => null,
    reportsProblem: () => null,
    expelAgent: () => undefined,
    repository: emptyRepository,
    ...deps,
  });
}
