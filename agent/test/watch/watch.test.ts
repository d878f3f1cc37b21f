import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually, type TemporaryDirectory, temporaryDirectory } from '@suivi/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { heldByOther, holdersOf } from '../../src/watch/lock.ts';
import { watchChanges } from '../../src/watch/watch.ts';

let dir: TemporaryDirectory;
let lib: string;
let calls: number[];
let stop: () => void = () => {};
beforeEach(async () => {
  dir = await temporaryDirectory('watch');
  lib = join(dir.path, 'var/lib/dpkg');
  calls = [];
});
afterEach(async () => {
  stop();
  await dir[Symbol.asyncDispose]();
});

const watchLib = (times = {}, isChanging = () => false) => {
  stop = watchChanges({
    directories: [lib],
    locks: [join(lib, 'lock-frontend')],
    isChanging,
    onChange: () => calls.push(performance.now()),
    times: { quietMs: 60, lockPollMs: 20, ...times },
  });
};

/** Another process that holds a POSIX lock, as dpkg does, until its stdin ends. */
async function holdLock(path: string) {
  const script =
    'open F,">",$ARGV[0];use Fcntl;my $l=pack("s s x4 q q i x4",F_WRLCK,0,0,0,0);fcntl(F,F_SETLK,$l) or die;$|=1;print "held\\n";<STDIN>';
  const child = spawn('perl', ['-e', script, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data', { signal: AbortSignal.timeout(5000) });
  return async () => {
    child.stdin.end();
    await once(child, 'close');
  };
}

test('a burst of changes is one call, after it', async () => {
  await mkdir(lib, { recursive: true });
  watchLib({ quietMs: 400 });
  for (let i = 0; i < 5; i++) {
    await writeFile(join(lib, 'status-new'), String(i));
    await rename(join(lib, 'status-new'), join(lib, 'status'));
    await pause(10);
  }
  const last = performance.now();
  await eventually(() => calls.length > 0);
  await pause(150);
  expect(calls).toHaveLength(1);
  expect(calls[0]! - last).toBeGreaterThan(300);
});

test('while another process holds the lock a change is not complete', async () => {
  await mkdir(lib, { recursive: true });
  const release = await holdLock(join(lib, 'lock-frontend'));
  expect(await heldByOther([join(lib, 'lock-frontend')])).toBe(true);
  watchLib();
  await writeFile(join(lib, 'status'), 'half');
  await pause(250);
  expect(calls).toEqual([]);
  await release();
  const released = performance.now();
  await eventually(() => calls.length > 0);
  expect(calls[0]! - released).toBeLessThan(250);
  expect(await heldByOther([join(lib, 'lock-frontend'), join(lib, 'absent')])).toBe(false);
});

test('what we change ourselves is looked at when that is done', async () => {
  await mkdir(lib, { recursive: true });
  let isChanging = true;
  watchLib({}, () => isChanging);
  await writeFile(join(lib, 'status'), 'ours');
  await pause(250);
  expect(calls).toEqual([]);
  isChanging = false;
  await eventually(() => calls.length > 0);
});

test('a lock that is never released does not hide a change for ever', async () => {
  await mkdir(lib, { recursive: true });
  const release = await holdLock(join(lib, 'lock-frontend'));
  watchLib({ patienceMs: 200 });
  await writeFile(join(lib, 'status'), 'half');
  await eventually(() => calls.length > 0);
  await release();
});

test('directories that appear later, or are replaced, are watched', async () => {
  watchLib();
  const seen = (what: string, before = calls.length) => eventually(() => calls.length > before, { what });
  await mkdir(lib, { recursive: true });
  await seen('the directory', 0);
  await writeFile(join(lib, 'status'), '1');
  await seen('a change in it');
  const before = calls.length;
  await rm(join(dir.path, 'var'), { recursive: true });
  await mkdir(lib, { recursive: true });
  await seen('the new directory', before);
  await writeFile(join(lib, 'status'), '2');
  await seen('a change in the new one');
});

test('below a busy parent of what is missing nothing is called until it comes back', async () => {
  await mkdir(lib, { recursive: true });
  watchLib();
  await rm(join(dir.path, 'var'), { recursive: true });
  await eventually(() => calls.length > 0 && performance.now() - calls.at(-1)! > 300, {
    what: 'quiet after it',
  });
  const before = calls.length;
  for (let i = 0; i < 5; i++) {
    await writeFile(join(dir.path, `other-${i}`), '');
    await pause(100);
  }
  expect(calls).toHaveLength(before);
  await mkdir(lib, { recursive: true });
  await eventually(() => calls.length > before, { what: 'the directory back' });
});

test('without any event it still looks now and then, and not after it was stopped', async () => {
  watchLib({ pollMs: 30 });
  await eventually(() => calls.length >= 2);
  stop();
  const before = calls.length;
  await pause(100);
  expect(calls).toHaveLength(before);
});

test('/proc/locks is read as the kernel writes it; who only waits holds nothing', () => {
  const text = `1: POSIX  ADVISORY  WRITE 1401 fe:01:393354 0 EOF
1: -> POSIX  ADVISORY  WRITE 77 fe:01:393354 0 EOF
2: FLOCK  ADVISORY  WRITE 950 00:19:1201 0 EOF
3: OFDLCK ADVISORY  READ  -1 fe:01:393355 0 EOF
`;
  expect(holdersOf(text, new Set([393354]))).toEqual([1401]);
  expect(holdersOf(text, new Set([1201, 393355]))).toEqual([950, -1]);
  expect(holdersOf('', new Set([1]))).toEqual([]);
});

test('of a file, also one that is not there yet, only what happens to itself is a change', async () => {
  const file = join(dir.path, 'policy.json');
  stop = watchChanges({
    directories: [file],
    locks: [],
    onChange: () => calls.push(performance.now()),
    times: { quietMs: 20 },
  });
  await writeFile(join(dir.path, 'other'), '');
  await pause(150);
  expect(calls).toHaveLength(0);
  await writeFile(file, '{}');
  await eventually(() => calls.length === 1);
  await writeFile(join(dir.path, 'new'), '{"profile":"standard"}');
  await rename(join(dir.path, 'new'), file);
  await eventually(() => calls.length === 2);
});
