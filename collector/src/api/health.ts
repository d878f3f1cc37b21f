import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** GET /health: whether the collector can do its work. It listens only once migrations have been applied. */
export function health(api: Api, { storeProblem }: Pick<AppDeps, 'storeProblem'>): void {
  api.get(
    '/health',
    {
      config: { open: true },
      schema: {
        summary: 'Whether the collector serves and can store',
        tags: ['collector'],
        response: { 200: Type.Object({ ok: Type.Literal(true) }) },
      },
    },
    () => {
      const problem = storeProblem();
      if (problem) throw new ApiError('store_unavailable', `${problem.message} (since ${problem.since})`);
      return { ok: true as const };
    },
  );
}
