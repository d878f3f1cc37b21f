import { chmod, mkdir, utimes, writeFile } from 'node:fs/promises';
import { arm, createRoot, type SandboxRoot } from '@suivi/testkit';
import { describe, expect, it } from 'vitest';
import { snapshotStatus } from '../../../src/report/apt.ts';
import { analyse, analyseAs, sourceState, writeRecord } from './support.ts';

const NOBODY = 65534;
const DAY_MS = 24 * 60 * 60_000;
const CHECKED = new Date(Date.now() + 60_000).toISOString();

/** A record in which every suite of the root succeeded, and one more failed. */
async function recordAfter(root: SandboxRoot, failedSuite: string, error: string): Promise<string> {
  const { sources } = await analyse(root);
  return writeRecord(
    root,
    sources.map(({ uri, suite }) =>
      suite === failedSuite
        ? { uri, suite, ok: false, checkedAt: CHECKED, lastSuccessAt: null, error }
        : { uri, suite, ok: true, checkedAt: CHECKED, lastSuccessAt: CHECKED },
    ),
  );
}

describe.each([
  ['no-pubkey', 'stranger', 'NO_PUBKEY'],
  ['release-expired', 'expired', 'Release file is expired'],
  ['release-future', 'future', 'Release file is not valid yet'],
  ['mirror-404', undefined, '404 Not Found'],
  ['mirror-refuses', undefined, 'Could not connect'],
] as const)('%s', (fault, suite, error) => {
  const failing = async (root: SandboxRoot) =>
    suite ?? (await analyse(root)).sources.find(({ ok }) => ok === false)?.suite ?? 'none failed';

  it('is a failed source beside sound ones, with and without the record of the refresh', async () => {
    await using root = await createRoot();
    await arm(root, fault);
    await root.aptGet('-o', 'Acquire::Retries=0', 'update');
    const name = await failing(root);
    const bare = await analyse(root);
    expect(sourceState(bare, name)).toContain('Never refreshed');
    expect(sourceState(bare, 'trixie-updates')).toBeNull();
    expect(snapshotStatus(bare)).toBe('warning');
    expect(bare.count).toBeGreaterThan(0);

    const recorded = await analyse(root, { refreshRecord: await recordAfter(root, name, error) });
    expect(sourceState(recorded, name)).toBe(error);
    expect(sourceState(recorded, 'trixie-updates')).toBe(true);
    expect(snapshotStatus(recorded)).toBe('warning');
  });
});

it('is unknown without a record or a stamp, and takes the stamp that apt keeps', async () => {
  await using root = await createRoot();
  const bare = await analyse(root);
  expect(bare.sources.map(({ ok, lastSuccessAt }) => [ok, lastSuccessAt])).toEqual(
    bare.sources.map(() => [null, null]),
  );
  expect(snapshotStatus(bare)).toBe('warning');
  const stamp = root.path('var/lib/apt/periodic/update-success-stamp');
  await mkdir(root.path('var/lib/apt/periodic'), { recursive: true });
  await writeFile(stamp, '');
  await utimes(stamp, 1_700_000_000, 1_700_000_000);
  const stamped = await analyse(root);
  expect(stamped.sources[0]).toMatchObject({ ok: true, lastSuccessAt: '2023-11-14T22:13:20.000Z' });
  expect(snapshotStatus(stamped)).toBe('updates_available');
});

it('believes a later refresh by hand over a recorded failure', async () => {
  await using root = await createRoot();
  const uri = (await analyse(root)).sources.find(({ suite }) => suite === 'trixie-updates')?.uri;
  const failed = { uri, ok: false, lastSuccessAt: null, error: 'Connection refused' };
  const record = (checkedAt: string) =>
    writeRecord(root, [{ ...failed, suite: 'trixie-updates', checkedAt }]);
  const future = await analyse(root, { refreshRecord: await record(CHECKED) });
  expect(sourceState(future, 'trixie-updates')).toBe('Connection refused');
  const past = await analyse(root, { refreshRecord: await record('2024-01-01T00:00:00.000Z') });
  expect(sourceState(past, 'trixie-updates')).toBe(true);
});

it('lists a disabled source as disabled, and a record of it changes nothing', async () => {
  await using root = await createRoot();
  await root.addSource({
    name: 'off',
    uri: 'https://user:secret@deb.example.org/x',
    suites: ['off'],
    enabled: false,
  });
  const { sources } = await analyse(root);
  expect(sources.find(({ suite }) => suite === 'off')).toMatchObject({
    uri: 'https://deb.example.org/x',
    enabled: false,
    ok: null,
  });
});

it('judges the dates of the lists by the clock', async () => {
  await using root = await createRoot();
  const ahead = await analyse(root, { now: () => Date.now() - 365 * DAY_MS });
  expect(sourceState(ahead, 'trixie')).toContain('in the future');
  expect(snapshotStatus(ahead)).toBe('warning');
});

it('takes a file that the agent may not read as a failed source, though apt only warns and ends with 0', async () => {
  if (process.getuid?.() !== 0) return console.log('not tested: becoming another user needs root');
  await using root = await createRoot();
  await arm(root, 'source-unreadable');
  await writeFile(root.path('etc/apt/preferences.d/secret'), '', { mode: 0o600 });
  const cache = root.path('cache-of-nobody');
  await mkdir(cache);
  await chmod(cache, 0o777);
  const analysis = await analyseAs(NOBODY, root, cache);
  const failed = analysis.sources.filter(({ ok }) => ok === false).map(({ uri }) => uri);
  expect(failed).toEqual([
    expect.stringContaining('/etc/apt/sources.list.d/'),
    expect.stringContaining('/etc/apt/preferences.d/secret'),
  ]);
  expect(analysis.problem).toBeUndefined();
  expect(snapshotStatus(analysis)).toBe('warning');
});
