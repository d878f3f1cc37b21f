import { SnapshotKind } from '@suivi/shared';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { Snapshot, SnapshotWithPayload, showWithPayload } from './shape/snapshot.ts';

const tags = ['snapshots'];
const config = { scope: 'machines:read' } as const;

/** /api/machines/:id/snapshots: what a machine has reported, newest first. */
export function snapshots(api: Api, deps: Pick<AppDeps, 'query'>): void {
  api.get(
    '/api/machines/:id/snapshots',
    {
      config,
      schema: {
        summary: "List a machine's snapshots, newest first, without payloads",
        tags,
        params: IdParams,
        querystring: Type.Object(
          { kind: Type.Optional(SnapshotKind), ...pageQuery },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Snapshot) },
      },
    },
    async ({ params: { id }, query: { kind, ...page } }) => {
      await findMachine(deps, id);
      return pageOf(await deps.query.snapshots(id, kind, page), (row) => row);
    },
  );

  api.get(
    '/api/machines/:id/snapshots/latest',
    {
      config,
      schema: {
        summary: "A machine's newest snapshot of a kind, with its payload",
        tags,
        params: IdParams,
        querystring: Type.Object(
          { kind: Type.Enum([...SnapshotKind.enum], { default: 'apt_update_analyze' }) },
          { additionalProperties: false },
        ),
        response: { 200: SnapshotWithPayload },
      },
      // The payload goes out as it came in: fields of a newer agent stay.
      serializerCompiler: () => JSON.stringify,
    },
    async ({ params: { id }, query: { kind } }) => {
      await findMachine(deps, id);
      const row = await deps.query.latestSnapshot(id, kind);
      if (!row) throw new ApiError('snapshot_not_found');
      const since = kind === 'apt_update_analyze' ? await deps.query.pendingSince(id) : null;
      return showWithPayload(row, since);
    },
  );
}
