import { type Filesystem, IsoTime } from '@suivi/shared';
import Type from 'typebox';
import { FINE, tierFor } from '../domain/metrics/tiers.ts';
import type { Api, AppDeps } from './deps.ts';
import { ApiError } from './errors.ts';
import { findMachine } from './machines.ts';
import { IdParams } from './paging.ts';
import { MachineMetrics } from './shape/metrics.ts';
import { forecasts, MetricsHistoryShape, showSeries } from './shape/metrics-history.ts';

const tags = ['metrics'];
const config = { scope: 'metrics:read' } as const;
const HOUR_MS = 3_600_000;

type MetricsDeps = Pick<AppDeps, 'query' | 'metricsHistory' | 'now'>;

/** /api/machines/:id/metrics: how a machine is doing, now and until now. */
export function metrics(api: Api, deps: MetricsDeps): void {
  const { query, metricsHistory, now = () => new Date() } = deps;

  api.get(
    '/api/machines/:id/metrics/latest',
    {
      config,
      schema: {
        summary: "A machine's newest metrics",
        tags,
        params: IdParams,
        response: { 200: MachineMetrics },
      },
    },
    async ({ params: { id } }) => {
      await findMachine(deps, id);
      const row = await query.metrics(id);
      if (!row) throw new ApiError('metrics_not_found');
      return row;
    },
  );

  api.get(
    '/api/machines/:id/metrics',
    {
      config,
      schema: {
        summary: 'What a machine has measured in a span of time',
        description:
          'By the minute for the last hour, by ten minutes for a week, by two hours for a year: the finest that is still there ' +
          'at `from`, with the average and the peak of each step. Without `from` the hour before `to`; without `to` until now.',
        tags,
        params: IdParams,
        querystring: Type.Object(
          { from: Type.Optional(IsoTime), to: Type.Optional(IsoTime) },
          { additionalProperties: false },
        ),
        response: { 200: MetricsHistoryShape },
      },
    },
    async ({ params: { id }, query: asked }) => {
      await findMachine(deps, id);
      const at = now();
      const to = asked.to ? readTime(asked.to) : at;
      const from = asked.from ? readTime(asked.from) : new Date(to.getTime() - HOUR_MS);
      if (from >= to) throw new ApiError('span_invalid');
      const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
      const tier = tierFor(seconds(from), seconds(at));
      const buckets = await metricsHistory.read(id, tier, seconds(from), seconds(to));
      const week = await metricsHistory.read(id, FINE, seconds(at) - FINE.keep, seconds(at));
      const latest = await query.metrics(id);
      const disks: Filesystem[] = JSON.parse(latest?.filesystemsJson ?? '[]');
      return {
        machineId: id,
        from: from.toISOString(),
        to: to.toISOString(),
        stepSeconds: tier.step,
        ...showSeries(buckets, tier),
        forecasts: forecasts(
          disks.map(({ mount }) => mount),
          week,
        ),
      };
    },
  );
}

/** Throws span_invalid for a day that no calendar has. */
function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new ApiError('span_invalid', `${text} is no time.`);
  return time;
}
