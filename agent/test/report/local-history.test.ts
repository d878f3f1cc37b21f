import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRoot, temporaryDirectory } from '@suivi/testkit';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/domain/logger.ts';
import type { DurableDraft } from '../../src/domain/ports.ts';
import { endOfHistory, readHistory } from '../../src/probe/history/index.ts';
import { LocalHistory } from '../../src/report/local-history.ts';

type EventDraft = Extract<DurableDraft, { type: 'event' }>;

/** A history of this log, opened anew for each look as after a restart; what it tells is gathered by id. */
async function historyOf(log: string, stateDir: string) {
  const told: EventDraft[] = [];
  const ids: string[] = [];
  const put = async (draft: DurableDraft, id = '') => {
    told.push(draft as EventDraft);
    ids.push(id);
    return { id, seq: told.length };
  };
  const logger = createLogger('error', (line) => process.stderr.write(line));
  const reader = {
    end: () => endOfHistory(log),
    since: (place: Parameters<typeof readHistory>[1]) => readHistory(log, place),
  };
  const look = () => new LocalHistory({ stateDir, machineId: 'm', reader, outbox: { put }, logger }).check();
  await look();
  return { told, ids, look };
}

test('what real apt writes is told once each, with who and what; our own runs are not', async () => {
  await using root = await createRoot();
  await using dir = await temporaryDirectory('history');
  const history = await historyOf(root.path('var/log/apt/history.log'), dir.path);
  expect(history.told, 'what was before').toEqual([]);

  await root.ensure('apt-get', '-y', 'install', 'lab-app');
  await root.ensure('apt-get', '-y', '-o', 'Suivi::Job=job-1', 'install', 'lab-lib');
  await history.look();
  await history.look();
  expect(history.told).toHaveLength(1);
  expect(history.told[0]).toMatchObject({
    eventType: 'local_apt_run',
    severity: 'info',
    message: 'Somebody with the rights of root ran apt-get -y install lab-app: 1 upgraded.',
    actor: { type: 'system', id: 'root' },
    details: { changes: [{ operation: 'upgrade', name: 'lab-app', from: '1.0', to: '1.1' }] },
  });

  await root.offer('bad');
  await root.aptGet('-y', 'install', 'lab-bad');
  await history.look();
  expect(history.told[1]).toMatchObject({
    severity: 'error',
    message: expect.stringContaining('it failed: Sub-process'),
  });
});

const entry = (at: string, more = '') =>
  `\nStart-Date: 2026-11-24  ${at}\nCommandline: apt install curl\n${more}Install: curl:amd64 (7.88.1-10)\nEnd-Date: 2026-11-24  ${at}\n`;

test('who used sudo is named, and the nightly upgrades are those of a schedule', async () => {
  await using dir = await temporaryDirectory('history');
  const log = join(dir.path, 'history.log');
  await writeFile(log, '');
  const history = await historyOf(log, dir.path);
  await appendFile(log, entry('10:00:00', 'Requested-By: anna (1000)\n'));
  await appendFile(log, entry('11:00:00').replace('apt install curl', '/usr/bin/unattended-upgrade'));
  await appendFile(
    log,
    entry('12:00:00').replace('install curl', 'install -o Acquire::http::Proxy=http://u:secret@proxy curl'),
  );
  await history.look();
  expect(history.told.map(({ actor }) => actor)).toEqual([
    { type: 'user', id: 'anna' },
    { type: 'schedule', id: 'unattended-upgrades' },
    { type: 'system', id: 'root' },
  ]);
  expect(JSON.stringify(history.told)).not.toContain('secret');
});

test('a name that is not ASCII is told as it is, and the next look goes on right behind it', async () => {
  await using dir = await temporaryDirectory('history');
  const log = join(dir.path, 'history.log');
  await writeFile(log, entry('09:00:00', 'Requested-By: Žofie (1002)\n'));
  const history = await historyOf(log, dir.path);
  for (const [at, name] of [
    ['10:00:00', 'zoë'],
    ['11:00:00', 'łukasz'],
  ] as const) {
    await appendFile(log, entry(at, `Requested-By: ${name} (1001)\n`));
    await history.look();
  }
  expect(history.told.map(({ actor }) => actor?.id)).toEqual(['zoë', 'łukasz']);
  expect(history.told[0]?.message).toMatch(/^zoë ran /);
});

test.each([
  ['moved', (log: string) => rename(log, `${log}.1`)],
  [
    'packed',
    async (log: string) => {
      await writeFile(`${log}.1.gz`, gzipSync(await readFile(log)));
      await rm(log);
    },
  ],
])('nothing is lost when the log is rotated and %s', async (_, rotate) => {
  await using dir = await temporaryDirectory('history');
  const log = join(dir.path, 'history.log');
  await writeFile(log, entry('09:00:00'));
  const history = await historyOf(log, dir.path);
  await appendFile(log, entry('10:00:00'));
  await rotate(log);
  await writeFile(log, entry('11:00:00'));
  await history.look();
  expect(history.told.map(({ occurredAt }) => occurredAt)).toEqual(
    ['10:00:00', '11:00:00'].map((at) => new Date(`2026-11-24T${at}`).toISOString()),
  );
});

test('a look that was cut off before it was noted says the same again, with the same id', async () => {
  await using dir = await temporaryDirectory('history');
  const log = join(dir.path, 'history.log');
  await writeFile(log, '');
  const history = await historyOf(log, dir.path);
  const before = await readFile(join(dir.path, 'history.json'));
  await appendFile(log, entry('10:00:00'));
  await history.look();
  await writeFile(join(dir.path, 'history.json'), before);
  await history.look();
  expect(history.ids[0]).toMatch(/^[0-9a-f]{40}$/);
  expect(history.ids).toEqual([history.ids[0], history.ids[0]]);
});
