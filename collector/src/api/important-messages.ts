import { Id, MessageCategory, Severity } from '@suivi/shared';
import Type from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { IdParams, PageOf, pageOf, pageQuery } from './paging.ts';
import { ImportantMessage } from './shape/important-message.ts';

const tags = ['important messages'];

/** /api/important-messages: what a person should read of what machines report. */
export function importantMessages(
  api: Api,
  { messages, feed, now = () => new Date() }: Pick<AppDeps, 'messages' | 'feed' | 'now'>,
): void {
  const find = async (id: string) => {
    const row = await messages.message(id);
    if (!row) throw new ApiError('message_not_found');
    return row;
  };

  api.get(
    '/api/important-messages',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'List important messages, the one seen last first',
        description: 'Those of deleted machines are not shown.',
        tags,
        querystring: Type.Object(
          {
            machineId: Type.Optional(Id),
            status: Type.Optional(
              Type.Enum(['open', 'acknowledged', 'resolved'], {
                description:
                  'open: neither acknowledged nor resolved; acknowledged: and not resolved. All unless said.',
              }),
            ),
            severity: Type.Optional(Severity),
            category: Type.Optional(MessageCategory),
            ...pageQuery,
          },
          { additionalProperties: false },
        ),
        response: { 200: PageOf(ImportantMessage) },
      },
    },
    async ({ query: { limit, after, ...filter } }) =>
      pageOf(await messages.messages(filter, { limit, after }), (row) => row),
  );

  for (const [word, acknowledged, summary] of [
    ['acknowledge', true, 'Take note of an important message'],
    ['unacknowledge', false, 'Take back that it was taken note of'],
  ] as const)
    api.post(
      `/api/important-messages/:id/${word}`,
      {
        config: { scope: 'machines:write' },
        schema: {
          summary,
          description: 'A second time changes nothing.',
          tags,
          params: IdParams,
          response: { 200: ImportantMessage },
        },
      },
      async (request) => {
        const { id } = await find(request.params.id);
        const by = actorOf(callerOf(request));
        const changes = await messages.acknowledge(id, acknowledged, by, now().toISOString());
        if (!changes) throw new ApiError('message_not_found');
        feed.publish(changes);
        return find(id);
      },
    );
}
