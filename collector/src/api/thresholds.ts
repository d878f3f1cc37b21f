import { actorOf } from '../domain/actor.ts';
import { settingsFault } from '../domain/metrics/thresholds.ts';
import { callerOf } from './access.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { keepThresholds, showThresholds, ThresholdsBody, ThresholdsShape } from './shape/thresholds.ts';

const tags = ['metrics'];

/** /api/thresholds: from which values on machines are warned of. */
export function thresholds(
  api: Api,
  { thresholds: store, feed, now = () => new Date() }: Pick<AppDeps, 'thresholds' | 'feed' | 'now'>,
): void {
  api.get(
    '/api/thresholds',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'From which values on machines are warned of',
        description:
          'A tag takes the place of what is set for all machines; where several tags of a machine set the same, the lowest counts.',
        tags,
        response: { 200: ThresholdsShape },
      },
    },
    async () => showThresholds(await store.read()),
  );

  api.put(
    '/api/thresholds',
    {
      config: { scope: 'clients:admin' },
      schema: {
        summary: 'Set from which values on machines are warned of',
        description:
          'In the place of all that was set before; basedOn is the version that was edited, and when somebody else has changed them ' +
          'meanwhile, this is refused. It counts from the next values that a machine sends, within a minute or so.',
        tags,
        body: ThresholdsBody,
        response: { 200: ThresholdsShape },
      },
    },
    async (request) => {
      const { basedOn, ...body } = request.body;
      const settings = keepThresholds(body);
      const fault = settingsFault(settings);
      if (fault !== null) throw new ApiError('thresholds_invalid', fault);
      const by = actorOf(callerOf(request));
      const answer = await store.replace(settings, basedOn, by, now().toISOString());
      if (answer === 'outdated') throw new ApiError('thresholds_outdated');
      feed.publish(answer.changes);
      return showThresholds(await store.read());
    },
  );
}
