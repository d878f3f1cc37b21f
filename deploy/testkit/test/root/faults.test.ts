import { describe, expect, test } from 'vitest';
import { arm, createRoot, type FaultName, type Flavour, faults } from '../../src/index.ts';

const quick = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=1'];
const update = ['apt-get', ...quick, 'update'];
const strictUpdate = ['apt-get', ...quick, '-o', 'APT::Update::Error-Mode=any', 'update'];
const upgrade = ['apt-get', '-y', 'dist-upgrade'];
const simulate = ['apt-get', '-s', 'dist-upgrade'];
const nobody = { uid: 65534, gid: 65534 };

type Row = [fault: FaultName, command: string[], exitCode: number, answer: RegExp];

/** What apt and dpkg answer to each fault; the second row of a fault shows its other face. */
const answers: Row[] = [
  ['no-pubkey', update, 100, /NO_PUBKEY|Missing key|not available/],
  ['release-expired', update, 100, /Release file .* is expired/],
  ['release-future', update, 100, /is not valid yet/],
  ['hash-mismatch', update, 100, /unexpected size|Hash Sum mismatch/],
  ['deb-corrupt', upgrade, 100, /Hash Sum mismatch|unexpected size|Undetermined Error/],
  ['deb-vanished', upgrade, 100, /Failed to fetch|No such file/],
  ['label-changed', update, 100, /changed its 'Label' value/],
  ['source-malformed', update, 100, /Malformed entry/],
  ['source-unreadable', simulate, 0, /Unable to read .*fault\.sources/],
  ['mirror-404', update, 100, /does not have a Release file/],
  ['mirror-hangs', update, 0, /Some index files failed to download/],
  ['mirror-hangs', strictUpdate, 100, /Failed to fetch/],
  ['mirror-refuses', update, 0, /Could not connect to 127\.0\.0\.1:1/],
  ['mirror-refuses', strictUpdate, 100, /Could not connect/],
  ['lock-held', upgrade, 100, /Could not get lock .*held by process/],
  ['lock-held', simulate, 0, /Inst lab-lib/],
  ['dpkg-interrupted', upgrade, 100, /dpkg was interrupted, you must manually run/],
  ['dpkg-interrupted', ['dpkg', '--configure', '-a'], 0, /Setting up lab-hang/],
  ['status-corrupt', simulate, 100, /Unable to parse package file/],
  ['unmet-dependencies', upgrade, 100, /Unmet dependencies/],
  ['unmet-dependencies', ['apt-get', '-y', '-f', 'install'], 0, /Setting up lab-needed/],
  ['conffile-changed', upgrade, 100, /end of file on stdin at conffile prompt/],
];

describe.each(['debian', 'ubuntu'] satisfies Flavour[])('on %s', (flavour) => {
  test.concurrent.each(answers)(
    '%s: %j gives %i',
    async (fault, [command = '', ...args], exitCode, answer) => {
      await using root = await createRoot({ flavour });
      await arm(root, fault);
      const reader = fault === 'source-unreadable' && process.getuid?.() === 0 ? nobody : {};
      const outcome = await root.run(command, args, reader);
      expect(outcome.output).toMatch(answer);
      expect(outcome.exitCode).toBe(exitCode);
    },
  );
});

test('every fault is in the table', () => {
  expect([...new Set(answers.map(([fault]) => fault))].sort()).toEqual(Object.keys(faults).sort());
});

test('a failed download changes nothing', async () => {
  for (const fault of ['deb-corrupt', 'deb-vanished'] satisfies FaultName[]) {
    await using root = await createRoot();
    await arm(root, fault);
    const before = await root.read('var/lib/dpkg/status');
    await root.aptGet('-y', 'dist-upgrade');
    expect(await root.read('var/lib/dpkg/status')).toBe(before);
  }
});

test('a changed conffile is kept when apt is told so', async () => {
  await using root = await createRoot();
  await arm(root, 'conffile-changed');
  const keep = ['--force-confdef', '--force-confold'].flatMap((force) => ['-o', `Dpkg::Options::=${force}`]);
  expect((await root.aptGet('-y', ...keep, 'dist-upgrade')).exitCode).toBe(0);
  expect(await root.read('etc/lab-conf.conf')).toBe('value=mine\n');
  expect(await root.read('etc/lab-conf.conf.dpkg-dist')).toBe('value=two\n');
});
