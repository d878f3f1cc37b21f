import type { PlannedAction, SystemSnapshot, UpdateSnapshot } from '@suivi/shared';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { SPANS, type Span } from '../metrics/spans.ts';
import { ApiProblem, queryOf, request } from './request.ts';
import type {
  DockerStacks,
  Event,
  Execution,
  ExecutionNow,
  FleetMachine,
  FleetPackage,
  ImportantMessage,
  Machine,
  MachineGuests,
  MachineHardware,
  MachineMetrics,
  MetricsHistory,
  PackageOnMachine,
  Page,
  WholePlan,
} from './types.ts';

const PAGE_SIZE = 50;

/** What a machine has not sent yet is null, not an error. */
const unlessMissing = <T>(code: string, promise: Promise<T>): Promise<T | null> =>
  promise.catch((error: unknown) => {
    if (error instanceof ApiProblem && error.code === code) return null;
    throw error;
  });

const latest = <P>(id: string, kind: string) =>
  unlessMissing(
    'snapshot_not_found',
    request<{
      payload: P;
      receivedAt: string;
      lastConfirmedAt: string | null;
      pendingSince: Readonly<Record<string, string | null>> | null;
    }>('GET', `/api/machines/${id}/snapshots/latest${queryOf({ kind })}`),
  );

const listOf = <T>(key: readonly unknown[], path: string, filter: Record<string, string | undefined> = {}) =>
  infiniteQueryOptions({
    queryKey: [...key, filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<T>>('GET', path + queryOf({ ...filter, limit: PAGE_SIZE, after: pageParam }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });

export const fetchFleet = () => request<{ items: FleetMachine[] }>('GET', '/api/fleet');

export const machineQuery = (id: string) =>
  queryOptions({
    queryKey: ['machine', id],
    queryFn: () => request<Machine>('GET', `/api/machines/${id}`),
  });

export const analysisQuery = (id: string) =>
  queryOptions({
    queryKey: ['analysis', id],
    queryFn: () => latest<UpdateSnapshot>(id, 'apt_update_analyze'),
  });

export const systemQuery = (id: string) =>
  queryOptions({ queryKey: ['system', id], queryFn: () => latest<SystemSnapshot>(id, 'system') });

export const hardwareQuery = (id: string) =>
  queryOptions({
    queryKey: ['hardware', id],
    queryFn: () =>
      unlessMissing('hardware_not_found', request<MachineHardware>('GET', `/api/machines/${id}/hardware`)),
  });

export const guestsQuery = (id: string) =>
  queryOptions({
    queryKey: ['guests', id],
    // Which guests have an agent depends on all other machines, and no notice names those.
    staleTime: 0,
    refetchInterval: 30_000,
    queryFn: () =>
      unlessMissing('snapshot_not_found', request<MachineGuests>('GET', `/api/machines/${id}/guests`)),
  });

export const dockerQuery = (id: string) =>
  queryOptions({
    queryKey: ['docker', id],
    queryFn: () =>
      unlessMissing('snapshot_not_found', request<DockerStacks>('GET', `/api/machines/${id}/docker/stacks`)),
  });

/** Metrics have no place in the stream of the whole fleet, so they are asked for while somebody looks. */
export const metricsQuery = (id: string) =>
  queryOptions({
    queryKey: ['metrics', id],
    queryFn: () =>
      unlessMissing(
        'metrics_not_found',
        request<MachineMetrics>('GET', `/api/machines/${id}/metrics/latest`),
      ),
    refetchInterval: 30_000,
  });

const SHORTEST_STEP_S = 60;

/** What was measured from so far back until now; asked again as soon as there may be another step of it. */
export const historyQuery = (id: string, span: Span) =>
  queryOptions({
    queryKey: ['metrics', id, span],
    queryFn: () => {
      const from = new Date(Date.now() - SPANS[span] * 1000).toISOString();
      return request<MetricsHistory>('GET', `/api/machines/${id}/metrics${queryOf({ from })}`);
    },
    refetchInterval: ({ state: { data } }) => Math.max(SHORTEST_STEP_S, data?.stepSeconds ?? 0) * 1000,
  });

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: ['execution', id],
    queryFn: () => request<ExecutionNow>('GET', `/api/executions/${id}`),
  });

export const executionsQuery = (machineId: string) =>
  listOf<Execution>(['executions'], '/api/executions', { machineId });

export const eventsQuery = (machineId?: string) =>
  listOf<Event>(
    ['events', machineId ?? 'fleet'],
    machineId === undefined ? '/api/events' : `/api/machines/${machineId}/events`,
  );

export const messagesQuery = (filter: { machineId?: string; status?: string }) =>
  listOf<ImportantMessage>(['messages'], '/api/important-messages', filter);

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: ['report', id],
    queryFn: () => request<string>('GET', `/api/reports/${id}/content`),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const packagesQuery = queryOptions({
  queryKey: ['packages'],
  queryFn: () => request<{ items: FleetPackage[] }>('GET', '/api/packages'),
});

export const packageQuery = (name: string) =>
  queryOptions({
    queryKey: ['packages', name],
    queryFn: () => request<{ items: PackageOnMachine[] }>('GET', `/api/packages/${encodeURIComponent(name)}`),
  });

export interface PlanQuestion {
  readonly machineId: string;
  readonly action: PlannedAction;
  readonly packages?: readonly { name: string; arch: string; version: string }[] | undefined;
  readonly changelogs?: boolean | undefined;
}

/** Makes the machine work for seconds, so an answer stays until somebody asks again. */
export const planQuery = ({ machineId, ...question }: PlanQuestion) =>
  queryOptions({
    queryKey: ['plan', machineId, question],
    queryFn: () =>
      request<{ planId: string; plan: WholePlan }>('POST', `/api/machines/${machineId}/plan`, {
        body: question,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
