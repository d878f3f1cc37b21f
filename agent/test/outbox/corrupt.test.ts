import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OUTBOX_BOUNDS } from '../../src/outbox/bounds.ts';
import { messagePath } from '../../src/outbox/message-file.ts';
import { Outbox } from '../../src/outbox/outbox.ts';
import { eventDraft } from '../support/messages.ts';
import { takeAll } from '../support/outbox.ts';

let dir: TemporaryDirectory;
let waiting: string;
beforeEach(async () => {
  dir = await temporaryDirectory('outbox');
  waiting = join(dir.path, 'waiting');
});
afterEach(() => dir[Symbol.asyncDispose]());

const setAside = () => readdir(join(dir.path, 'set-aside'));

/** An outbox with three messages; gives the path of the middle one. */
async function threeMessages(): Promise<string> {
  const outbox = await Outbox.open(dir.path);
  await outbox.put(eventDraft('a'));
  const { seq } = await outbox.put(eventDraft('b'));
  await outbox.put(eventDraft('c'));
  return messagePath(waiting, seq);
}

const damages: Record<string, (path: string) => Promise<unknown>> = {
  'zero bytes': (path) => truncate(path, 0),
  'cut off': (path) => truncate(path, 60),
  'zeros as a power cut leaves them': (path) => writeFile(path, Buffer.alloc(200)),
  garbage: (path) => writeFile(path, Buffer.from([0xff, 0xfe, 0x00, 0x80])),
  'another type': (path) => writeFile(path, '{"type":"heartbeat","now":"2026-01-02T03:04:05.678Z"}'),
  'an unknown type': (path) => writeFile(path, '{"type":"from_the_future","id":"x","seq":2}'),
  'larger than any message': (path) => truncate(path, 5 * 1024 * 1024),
  'the content of another file': async (path) => {
    const other = (await readdir(waiting)).map((name) => join(waiting, name)).find((name) => name !== path);
    await writeFile(path, await readFile(other!));
  },
};

for (const [name, damage] of Object.entries(damages)) {
  test(`a file with ${name} is set aside and reported; the others go on`, async () => {
    const path = await threeMessages();
    await damage(path);
    const outbox = await Outbox.open(dir.path);
    const taken = await takeAll(outbox);
    expect(taken.map(({ message }) => message).slice(0, 2)).toEqual(['a', 'c']);
    expect(taken[2]).toMatchObject({ eventType: 'spool_file_set_aside', severity: 'warning' });
    expect(taken).toHaveLength(3);
    expect(await setAside()).toHaveLength(1);
  });

  test(`the same while the agent runs: ${name}`, async () => {
    await threeMessages();
    const outbox = await Outbox.open(dir.path);
    await damage(join(waiting, (await readdir(waiting)).sort()[1]!));
    const taken = await takeAll(outbox);
    expect(taken.map(({ message }) => message).slice(0, 2)).toEqual(['a', 'c']);
    expect(taken[2]).toMatchObject({ eventType: 'spool_file_set_aside' });
    expect(await setAside()).toHaveLength(1);
  });
}

test('directories, pipes, links and foreign names are set aside in one report; half-written files just go', async () => {
  await threeMessages();
  await mkdir(join(waiting, 'lost+found', 'deep'), { recursive: true });
  await mkdir(messagePath(waiting, 900));
  execFileSync('mkfifo', [messagePath(waiting, 901)]);
  await symlink('/etc/passwd', messagePath(waiting, 902));
  await writeFile(join(waiting, 'README'), 'hello');
  await writeFile(join(waiting, '.tmp-0123456789ab-0000000000000004.json'), '{"half');
  const outbox = await Outbox.open(dir.path);
  const taken = await takeAll(outbox);
  expect(taken.map(({ message }) => message)).toEqual(['a', 'b', 'c', expect.stringContaining('5 files')]);
  expect(await setAside()).toHaveLength(5);
  expect(await readFile('/etc/passwd', 'utf8')).not.toBe('');
});

test('a counter file that cannot be read does not make sequences go back while messages are there', async () => {
  await threeMessages();
  await writeFile(join(dir.path, 'counter.json'), '{"reser');
  const outbox = await Outbox.open(dir.path);
  const { seq } = await outbox.put(eventDraft('d'));
  expect(seq).toBeGreaterThan(3);
});

test('a damaged kept message does not stop the others from being sent again', async () => {
  await threeMessages();
  const before = await Outbox.open(dir.path);
  const sent = await takeAll(before);
  await before.acknowledge(sent.map(({ id }) => id));
  await truncate(messagePath(join(dir.path, 'sent'), sent[1]!.seq), 10);
  const outbox = await Outbox.open(dir.path);
  await outbox.reconcile(0);
  const again = await takeAll(outbox);
  expect(again.map(({ message }) => message).slice(0, 2)).toEqual(['a', 'c']);
  expect(again[2]).toMatchObject({ eventType: 'spool_file_set_aside' });
});

test('what is set aside is bounded', async () => {
  await Outbox.open(dir.path);
  for (let i = 0; i < 8; i++) await writeFile(join(waiting, `foreign-${i}`), '');
  await Outbox.open(dir.path, { ...OUTBOX_BOUNDS, setAsideFiles: 3 });
  const left = await setAside();
  expect(left.map((name) => name.slice(-9))).toEqual(['foreign-5', 'foreign-6', 'foreign-7']);
});
