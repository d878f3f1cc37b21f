import { Count } from '@suivi/shared';
import Type from 'typebox';
import type { Api, AppDeps } from './deps.ts';

const Summary = Type.Object({
  machines: Count,
  connected: Count,
  ok: Count,
  updatesAvailable: Count,
  running: Count,
  warning: Count,
  error: Count,
  unknown: Count,
  updates: Count,
  securityUpdates: Count,
  machinesWithUpdates: Count,
  machinesWithSecurityUpdates: Count,
  rebootRequired: Count,
  openMessages: Count,
  openJobs: Count,
});

/** GET /api/status: a few numbers in one flat object, for dashboards such as Homepage and Homarr. */
export function status(api: Api, { tally }: Pick<AppDeps, 'tally'>): void {
  api.get(
    '/api/status',
    {
      config: { scope: 'machines:read' },
      schema: {
        summary: 'The fleet in a few numbers, for other dashboards',
        description: 'Statuses are those of the last sweep, at most a minute ago.',
        tags: ['collector'],
        response: { 200: Summary },
      },
    },
    async () => {
      const {
        machines,
        jobs,
        quarantined: _,
        oldestAnalysisAt: __,
        oldestRefreshAt: ___,
        ...rest
      } = await tally();
      const { updates_available: updatesAvailable, ...byStatus } = machines;
      const sum = (values: Readonly<Record<string, number>>) =>
        Object.values(values).reduce((total, value) => total + value, 0);
      return { machines: sum(machines), updatesAvailable, ...byStatus, ...rest, openJobs: sum(jobs) };
    },
  );
}
