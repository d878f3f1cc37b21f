import { Id } from '@suivi/shared';
import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import type { ArtifactRow } from '../domain/archive.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { Artifact, PinBody } from './shape/artifact.ts';

const tags = ['artifacts'];
const read = { scope: 'artifacts:read' } as const;

/** The answer to whoever wants a file that was deleted: since when it is gone, and why. */
export const artifactDeleted = ({ deletedAt, deleteReason }: ArtifactRow): ApiError =>
  new ApiError(
    'artifact_deleted',
    `The file was deleted at ${deletedAt} (${deleteReason ?? 'no reason kept'}).`,
  );

/** /api/artifacts: the files that runs leave behind, and for how long they are kept. */
export function artifacts(
  api: Api,
  { archive, feed, now = () => new Date() }: Pick<AppDeps, 'archive' | 'feed' | 'now'>,
): void {
  const find = async (id: string) => {
    const row = await archive.artifact(id);
    if (!row) throw new ApiError('artifact_not_found');
    return row;
  };

  api.get(
    '/api/artifacts',
    {
      config: read,
      schema: {
        summary: 'List artifacts, newest first',
        description: 'Those whose file was deleted stay in the list for a while and say so.',
        tags,
        querystring: Type.Object(
          { machineId: Type.Optional(Id), ...pageQuery },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(Artifact) },
      },
    },
    async ({ query: { machineId, ...page } }) =>
      pageOf(await archive.artifacts({ machineId }, page), (row) => row),
  );

  api.get(
    '/api/artifacts/:id',
    {
      config: read,
      schema: {
        summary: 'One artifact, without its file',
        description: 'The log of an execution is at /api/executions/:id/log.',
        tags,
        params: IdParams,
        response: { 200: Artifact },
      },
    },
    ({ params }) => find(params.id),
  );

  api.patch(
    '/api/artifacts/:id',
    {
      config: { scope: 'machines:write' },
      schema: {
        summary: 'Keep an artifact for ever, or no longer',
        description:
          'No longer pinned, it is kept as long as its policy says from when it was made; what is older goes at the next cleanup.',
        tags,
        params: IdParams,
        body: PinBody,
        response: { 200: Artifact },
      },
    },
    async (request) => {
      const { id } = request.params;
      const by = actorOf(callerOf(request));
      const answer = await archive.pinArtifact(id, request.body.pinned, by, now().toISOString());
      if (answer === 'not_found') throw new ApiError('artifact_not_found');
      if (answer === 'deleted') throw artifactDeleted(await find(id));
      feed.publish(answer.changes);
      return find(id);
    },
  );
}
