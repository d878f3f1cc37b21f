import Type, { type Static } from 'typebox';
import { actorOf } from '../domain/actor.ts';
import { RETENTION_DAYS, RETENTION_SETTINGS, type RetentionView } from '../domain/retention.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { RetentionChange, RetentionItem } from './shape/retention.ts';

const tags = ['collector'];
const Answer = Type.Object({ items: Type.Array(RetentionItem) });

const show = (view: RetentionView): Static<typeof RetentionItem> => ({
  ...view,
  fallback: RETENTION_SETTINGS[view.setting],
  variable: RETENTION_DAYS[view.setting].variable,
});

/** /api/retention: for how many days things are kept. */
export function retention(
  api: Api,
  { retention: store, feed, now = () => new Date() }: Pick<AppDeps, 'retention' | 'feed' | 'now'>,
): void {
  const read = async () => ({ items: (await store.read()).map(show) });

  api.get(
    '/api/retention',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'For how many days things are kept, and where that is set',
        description: 'What is pinned is kept for ever.',
        tags,
        response: { 200: Answer },
      },
    },
    read,
  );

  api.patch(
    '/api/retention',
    {
      config: { scope: 'clients:admin' },
      schema: {
        summary: 'Keep things for another number of days',
        description:
          'null goes back to the default. What is older than that goes at the next cleanup, within six hours. ' +
          'What a variable of the environment sets cannot be changed here.',
        tags,
        body: RetentionChange,
        response: { 200: Answer },
      },
    },
    async (request) => {
      const answer = await store.change(request.body, actorOf(callerOf(request)), now().toISOString());
      if ('fixed' in answer) {
        const variables = answer.fixed.map((setting) => RETENTION_DAYS[setting].variable);
        throw new ApiError('set_by_environment', `Set by ${variables.join(', ')}.`);
      }
      feed.publish(answer.changes);
      return read();
    },
  );
}
