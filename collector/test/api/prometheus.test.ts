import { afterAll, beforeAll, expect, test } from 'vitest';
import { prometheusText } from '../../src/api/prometheus-text.ts';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
beforeAll(async () => {
  real = await realApp({ now: () => new Date('2026-11-23T11:00:00.000Z') });
  const web = await real.machine('web-1');
  const db = await real.machine('db-1');
  const gone = await real.machine('gone');
  await real.tell(
    web.apt(0, {
      apt: { count: 12, securityCount: 3, rebootRequired: true, reboot: { required: true, reasons: [] } },
    }),
  );
  await real.tell(gone.apt(0, { apt: { count: 100 } }));
  await real.ask('DELETE', `/api/machines/${gone.machineId}`);
  await real.store.statuses.recordStatusChanges(
    [{ machineId: web.machineId, from: null, to: { status: 'error', statusReasons: [], statusSince: null } }],
    '2026-11-23T10:00:00.000Z',
  );
  await real.ask('POST', `/api/machines/${db.machineId}/actions`, { action: 'apt_refresh' });
});
afterAll(() => real[Symbol.asyncDispose]());

test('Prometheus reads the fleet and the collector', async () => {
  const { headers, body } = await real.ask('GET', '/metrics');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = body.trimEnd().split('\n');
  for (const line of lines)
    expect(line).toMatch(
      /^(# (HELP|TYPE) [a-z_]+ \S.*|[a-z_]+(\{[a-z]+="[a-z_]+"\})? \d+(\.\d+)?(e-?\d+)?)$/,
    );
  const names = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
  expect(new Set(names).size).toBe(names.length);
  for (const line of [
    'suivi_machines{status="error"} 1',
    'suivi_machines{status="unknown"} 1',
    'suivi_machines{status="ok"} 0',
    'suivi_agents_connected 0',
    'suivi_machines_reboot_required 1',
    'suivi_updates_pending 12',
    'suivi_security_updates_pending 3',
    'suivi_machines_with_updates 1',
    'suivi_machines_with_security_updates 1',
    'suivi_oldest_refresh_age_seconds 3600',
    'suivi_oldest_analysis_age_seconds 3600',
    'suivi_jobs{status="queued"} 1',
    'suivi_jobs{status="running"} 0',
    'suivi_ingest_queue_messages 3',
    'suivi_ingest_queue_bytes 4096',
  ])
    expect(lines).toContain(line);
  expect(body).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
});

test('other dashboards read a few numbers in one flat object', async () => {
  const answer = await real.ask('GET', '/api/status');
  expect(answer.json()).toEqual({
    machines: 2,
    connected: 0,
    ok: 0,
    updatesAvailable: 0,
    running: 0,
    warning: 0,
    error: 1,
    unknown: 1,
    updates: 12,
    securityUpdates: 3,
    machinesWithUpdates: 1,
    machinesWithSecurityUpdates: 1,
    rebootRequired: 1,
    openMessages: expect.any(Number),
    openJobs: 1,
  });
});

test('what is not known has no line, and labels are escaped', () => {
  const family = { name: 'a', type: 'gauge', help: 'What\nit is.' } as const;
  const samples = [{ value: null }, { labels: { of: 'a "b" \\ \n' }, value: 1 }];
  expect(prometheusText([{ ...family, samples }])).toBe(
    '# HELP a What\\nit is.\n# TYPE a gauge\na{of="a \\"b\\" \\\\ \\n"} 1\n',
  );
});
