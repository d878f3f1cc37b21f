import type { UpdateSnapshot } from '@suivi/shared';
import { type PendingSince, pendingKey } from '../../domain/pending-since.ts';
import type { PendingOnMachine } from '../../domain/queries.ts';
import { anyOf } from '../database/dialect.ts';
import type { Database } from '../database/open.ts';

/** Analyses read at a time: between two pieces other work has its turn. */
const PIECE = 50;

interface Known {
  readonly snapshotId: string;
  readonly pending: readonly PendingOnMachine[];
}

/**
 * Which packages are pending on which machine, by the newest analysis of each. What was read of an analysis is kept in
 * memory (some 3 kB a machine), so a later question reads only those that are new.
 */
export class PendingIndex {
  readonly #database: Pick<Database, 'db' | 'dialect'>;
  readonly #known = new Map<string, Known>();

  constructor(database: Pick<Database, 'db' | 'dialect'>) {
    this.#database = database;
  }

  /** Of all machines that are not deleted. */
  async all(): Promise<readonly PendingOnMachine[]> {
    const newest = await this.#newest();
    const current = new Map(newest.map(({ machineId, id }) => [machineId, id]));
    for (const machineId of this.#known.keys()) if (!current.has(machineId)) this.#known.delete(machineId);
    const unread = newest.filter(({ machineId, id }) => this.#known.get(machineId)?.snapshotId !== id);
    for (let at = 0; at < unread.length; at += PIECE) {
      await this.#read(unread.slice(at, at + PIECE).map(({ id }) => id));
      await new Promise(setImmediate);
    }
    return newest.flatMap(({ machineId }) => this.#known.get(machineId)?.pending ?? []);
  }

  #newest(): Promise<{ id: string; machineId: string }[]> {
    return this.#database.db
      .selectFrom('machines as m')
      .innerJoin('snapshots as s', 's.machineId', 'm.id')
      .select(['s.id', 's.machineId'])
      .where('m.deletedAt', 'is', null)
      .where('s.kind', '=', 'apt_update_analyze')
      .where('s.seq', '=', (eb) =>
        eb
          .selectFrom('snapshots as newer')
          .select((max) => max.fn.max('newer.seq').as('seq'))
          .whereRef('newer.machineId', '=', 's.machineId')
          .whereRef('newer.kind', '=', 's.kind'),
      )
      .orderBy('m.createdAt')
      .orderBy('m.id')
      .execute();
  }

  async #read(ids: readonly string[]): Promise<void> {
    const rows = await this.#database.db
      .selectFrom('snapshots as s')
      .leftJoin('machinePending as p', 'p.machineId', 's.machineId')
      .select(['s.id', 's.machineId', 's.payloadJson', 'p.sinceJson'])
      .where('s.id', 'in', anyOf(this.#database.dialect, ids))
      .execute();
    for (const { id, machineId, payloadJson, sinceJson } of rows) {
      const since: PendingSince = JSON.parse(sinceJson ?? '{}');
      const { apt } = JSON.parse(payloadJson) as UpdateSnapshot;
      const pending = apt.packages.map(
        ({ name, arch, installedVersion, candidateVersion, security, status, reason }) => ({
          machineId,
          since: since[pendingKey({ name, arch })] ?? null,
          name,
          arch,
          installedVersion,
          candidateVersion,
          security,
          status,
          reason,
        }),
      );
      this.#known.set(machineId, { snapshotId: id, pending });
    }
  }
}
