import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBackup } from '../../src/backup/backup.ts';
import { restoreBackup } from '../../src/backup/restore.ts';
import { readConfig } from '../../src/config.ts';
import { enrolAgent } from '../support/scripted-agent.ts';
import { startCollector } from '../support/test-collector.ts';

let dir: TemporaryDirectory;
beforeEach(async () => {
  dir = await temporaryDirectory('backup');
});
afterEach(() => dir[Symbol.asyncDispose]());

const KEY = 'ab'.repeat(32);
const config = (name: string, more = {}) => readConfig({ SU_DATA_DIR: join(dir.path, name), ...more });
const archive = () => join(dir.path, 'backup.tar.gz');

async function backup(name: string, more = {}): Promise<void> {
  const file = createWriteStream(archive());
  await writeBackup(config(name, more), file);
  file.end();
  await finished(file);
}

const restore = (name: string, more = {}) => restoreBackup(config(name, more), createReadStream(archive()));

const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

test('a collector is backed up while it runs, and its copy goes on with the same agents, logs and keys', async () => {
  const dataDir = join(dir.path, 'first');
  const collector = await startCollector({ dataDir });
  const agent = await enrolAgent(collector);
  const socket = await agent.connect(collector);
  const { message } = agent.speaker.apt(1, { apt: { count: 7 } });
  socket.send(message);
  expect((await socket.next('ack')).ids).toEqual([message.id]);
  const { reportsDir, masterKeyFile } = config('first');
  await writeFile(masterKeyFile, KEY);
  await mkdir(join(reportsDir, 'a'), { recursive: true });
  await writeFile(join(reportsDir, 'a/log'), 'a line\n');
  await backup('first');
  await collector.stop();

  const { madeAt } = await restore('second');
  expect(Date.parse(madeAt)).not.toBeNaN();
  expect(await readFile(join(config('second').reportsDir, 'a/log'), 'utf8')).toBe('a line\n');
  expect(await readFile(config('second').masterKeyFile, 'utf8')).toBe(KEY);
  expect((await readdir(dataDir)).filter((name) => name.startsWith('.'))).toEqual([]);
  const copy = await startCollector({ dataDir: join(dir.path, 'second') });
  const again = await agent.connect(copy);
  expect(again.welcome.lastSeq).toBe(message.seq);
  const { body } = await copy.call('GET', '/api/machines');
  expect(body.items).toMatchObject([{ id: agent.machineId, state: { aptUpdatesCount: 7 } }]);
  await copy.stop();
});

test('a key from the environment is not in the backup, and is asked for', async () => {
  const env = { SU_MASTER_KEY: KEY };
  const collector = await startCollector({ dataDir: join(dir.path, 'first') });
  await collector.stop();
  await backup('first', env);
  await expect(restore('second')).rejects.toMatchObject({ code: 'master_key_missing' });
  expect(await isThere(join(dir.path, 'second/suivi.db'))).toBe(false);
  expect((await restore('second', env)).masterKey).toBe(false);
  expect(await isThere(join(dir.path, 'second/master.key'))).toBe(false);
});

test('nothing is restored over what is there, or from what is not whole', async () => {
  const collector = await startCollector({ dataDir: join(dir.path, 'first') });
  await collector.stop();
  await writeFile(config('first').masterKeyFile, KEY);
  await backup('first');
  await expect(restore('first')).rejects.toMatchObject({ code: 'restore_not_empty' });
  await truncate(archive(), Math.floor((await stat(archive())).size / 2));
  await expect(restore('second')).rejects.toMatchObject({ code: 'backup_damaged' });
  await writeFile(archive(), 'no archive');
  await expect(restore('second')).rejects.toMatchObject({ code: 'backup_damaged' });
  expect(await readdir(join(dir.path, 'second'))).toEqual([]);
});

test('what cannot be backed up is said', async () => {
  await expect(backup('nothing')).rejects.toMatchObject({ code: 'backup_not_possible' });
  const env = { SU_DATABASE_URL: 'postgresql://localhost/suivi' };
  await expect(backup('first', env)).rejects.toMatchObject({ next: expect.stringContaining('pg_dump') });
});
