import Type from 'typebox';
import type { StoreProblem } from '../domain/ingest.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';

/** GET /health: whether the collector can do its work. It listens only once migrations have been applied. */
export function health(
  api: Api,
  { storeProblem, reportsProblem }: Pick<AppDeps, 'storeProblem' | 'reportsProblem'>,
): void {
  api.get(
    '/health',
    {
      config: { open: true },
      schema: {
        summary: 'Whether the collector serves and can store',
        description:
          '503 `store_unavailable`: nothing can be stored. 503 `reports_unavailable`: reports and logs of runs cannot, everything else is.',
        tags: ['collector'],
        response: { 200: Type.Object({ ok: Type.Literal(true) }) },
      },
    },
    () => {
      const problem = storeProblem();
      if (problem) throw unhealthy('store_unavailable', problem);
      const ofReports = reportsProblem();
      if (ofReports) throw unhealthy('reports_unavailable', ofReports);
      return { ok: true as const };
    },
  );
}

const unhealthy = (
  code: 'store_unavailable' | 'reports_unavailable',
  { message, since, next }: StoreProblem,
): ApiError => new ApiError(code, `${message} (since ${since})`, next === '' ? {} : { next });
