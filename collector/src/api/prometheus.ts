import Type from 'typebox';
import type { FleetTally, QueueLengths } from '../domain/fleet-tally.ts';
import type { Api, AppDeps } from './deps.ts';
import { type Family, prometheusText } from './prometheus-text.ts';

const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const gauge = (name: string, help: string, value: number | null): Family => ({
  name,
  type: 'gauge',
  help,
  samples: [{ value }],
});

const by = (name: string, help: string, label: string, values: Readonly<Record<string, number>>): Family => ({
  name,
  type: 'gauge',
  help,
  samples: Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value })),
});

const secondsSince = (at: string | null, now: Date): number | null =>
  at === null ? null : Math.max(0, (now.getTime() - Date.parse(at)) / 1000);

const fleetFamilies = (tally: FleetTally, now: Date): Family[] => [
  by('suivi_machines', 'Machines by effective status.', 'status', tally.machines),
  gauge('suivi_agents_connected', 'Machines whose agent is connected.', tally.connected),
  gauge('suivi_machines_quarantined', 'Machines in quarantine.', tally.quarantined),
  gauge('suivi_machines_reboot_required', 'Machines that need a reboot.', tally.rebootRequired),
  gauge('suivi_updates_pending', 'Pending updates of all machines.', tally.updates),
  gauge('suivi_security_updates_pending', 'Those of them that are about security.', tally.securityUpdates),
  gauge('suivi_machines_with_updates', 'Machines with pending updates.', tally.machinesWithUpdates),
  gauge(
    'suivi_machines_with_security_updates',
    'Machines with pending security updates.',
    tally.machinesWithSecurityUpdates,
  ),
  gauge(
    'suivi_oldest_refresh_age_seconds',
    'Age of the package lists that were refreshed the longest ago. Absent while nothing is known.',
    secondsSince(tally.oldestRefreshAt, now),
  ),
  gauge(
    'suivi_oldest_analysis_age_seconds',
    'Age of the analysis that was made or confirmed the longest ago. Absent while there is none.',
    secondsSince(tally.oldestAnalysisAt, now),
  ),
  by('suivi_jobs', 'Jobs that have not ended, by status.', 'status', tally.jobs),
  gauge(
    'suivi_important_messages_open',
    'Important messages that nobody has taken note of.',
    tally.openMessages,
  ),
];

const processFamilies = ({ messages, bytes }: QueueLengths): Family[] => {
  const { user, system } = process.cpuUsage();
  return [
    gauge('suivi_ingest_queue_messages', 'Messages of agents that wait to be stored.', messages),
    gauge('suivi_ingest_queue_bytes', 'Bytes of agents, logs among them, that wait to be stored.', bytes),
    gauge('process_resident_memory_bytes', 'Resident memory.', process.memoryUsage.rss()),
    {
      name: 'process_cpu_seconds_total',
      type: 'counter',
      help: 'Time of the processor, by user and system.',
      samples: [{ value: (user + system) / 1e6 }],
    },
    gauge(
      'process_start_time_seconds',
      'When the collector started, in seconds since 1970.',
      Math.round(performance.timeOrigin) / 1000,
    ),
    gauge(
      'nodejs_eventloop_utilization',
      'Share of its time, since it started, in which the collector was at work.',
      performance.eventLoopUtilization().utilization,
    ),
  ];
};

/** GET /metrics: the fleet and the collector in numbers, for Prometheus. */
export function prometheus(
  api: Api,
  { tally, queueLengths, now = () => new Date() }: Pick<AppDeps, 'tally' | 'queueLengths' | 'now'>,
): void {
  api.get(
    '/metrics',
    {
      config: { scope: 'metrics:read' },
      schema: {
        summary: 'The fleet in numbers, for Prometheus',
        description:
          'Statuses are those of the last sweep, at most a minute ago. Scrape it with the token of an API client as a bearer token.',
        tags: ['collector'],
        response: {
          200: { description: 'Text format 0.0.4.', content: { 'text/plain': { schema: Type.String() } } },
        },
      },
    },
    async (_request, reply) =>
      reply
        .type(TYPE)
        .send(prometheusText([...fleetFamilies(await tally(), now()), ...processFamilies(queueLengths())])),
  );
}
