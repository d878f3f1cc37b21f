import { describe, expect, test } from 'vitest';
import { conclude } from '../../../src/runner/refresh/conclude.ts';
import { parseRefreshLog } from '../../../src/runner/refresh/parse-log.ts';

const GOOD = 'http://deb.debian.org/debian/';
const HIT = 'Hit:1 http://deb.debian.org/debian trixie InRelease\n';
const KNOWN = [{ uri: GOOD, suite: 'trixie' }];

const of = (text: string, exitCode: number | null, timedOut = false) =>
  conclude(parseRefreshLog(text, KNOWN), { exitCode, timedOut });

describe('what a refresh came to', () => {
  const cases = [
    { name: 'well', text: HIT, exitCode: 0, status: 'ok', errorKind: null, errorMessage: null },
    {
      name: 'an apt without Error-Mode ends well although a source failed',
      text: `${HIT}Err:2 http://gone.example/debian trixie InRelease\n  Could not resolve 'gone.example'\nReading package lists...\nW: Failed to fetch http://gone.example/debian/dists/trixie/InRelease  Could not resolve 'gone.example'\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
      exitCode: 0,
      status: 'warning',
      errorKind: 'source_failed',
      errorMessage: "http://gone.example/debian trixie: Could not resolve 'gone.example'",
    },
    {
      name: 'an old list stays in use when its signature cannot be checked',
      text: 'Get:1 http://deb.debian.org/debian trixie InRelease [140 kB]\nErr:1 http://deb.debian.org/debian trixie InRelease\n  The following signatures were invalid\nW: An error occurred during the signature verification. The repository is not updated and the previous index files will be used. GPG error: http://deb.debian.org/debian trixie InRelease: The following signatures were invalid\n',
      exitCode: 0,
      status: 'warning',
      errorKind: 'source_failed',
    },
    {
      name: 'a source file that may not be read is left out by apt',
      text: `${HIT}W: Unable to read /etc/apt/sources.list.d/x.sources - open (13: Permission denied)\n`,
      exitCode: 0,
      status: 'warning',
      errorKind: 'source_failed',
    },
    {
      name: 'a file that is not there is no problem',
      text: `${HIT}W: Unable to read /etc/apt/sources.list - RealFileExists (2: No such file or directory)\n`,
      exitCode: 0,
      status: 'ok',
      errorKind: null,
    },
    {
      name: 'the disk is full',
      text: `${HIT}E: Failed to fetch store:/x  Write error - write (28: No space left on device)\nE: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
      exitCode: 100,
      status: 'error',
      errorKind: 'disk_full',
    },
    {
      name: 'no permission',
      text: 'E: Could not open lock file /var/lib/apt/lists/lock - open (13: Permission denied)\nE: Unable to lock directory /var/lib/apt/lists/\n',
      exitCode: 100,
      status: 'error',
      errorKind: 'permission_denied',
    },
    {
      name: 'the lists are good but the package cache is not',
      text: `${HIT}E: Unable to parse package file /var/lib/dpkg/status (1)\nE: The package cache file is corrupted\n`,
      exitCode: 100,
      status: 'error',
      errorKind: 'apt_failed',
      errorMessage: 'E: The package cache file is corrupted',
    },
    { name: 'it was cut off', text: HIT, exitCode: null, status: 'error', errorKind: 'runner_interrupted' },
  ];
  test.each(cases)('$name', ({ text, exitCode, name: _, ...expected }) => {
    expect(of(text, exitCode)).toMatchObject(expected);
  });
  test('it took too long', () => expect(of(HIT, 143, true)).toMatchObject({ errorKind: 'timeout' }));
});

describe('sources', () => {
  const sources = (text: string, known = KNOWN) => parseRefreshLog(text, known).sources;

  test('each suite on its own, also when names begin alike', () => {
    const text = `${HIT}Hit:2 http://deb.debian.org/debian trixie-updates InRelease\nErr:3 http://deb.debian.org/debian trixie-updates/main amd64 Packages\n  404  Not Found\n`;
    expect(sources(text)).toEqual([
      { uri: GOOD, suite: 'trixie', ok: true },
      { uri: 'http://deb.debian.org/debian', suite: 'trixie-updates', ok: false, error: '404  Not Found' },
    ]);
  });

  test('a Release file in place of an InRelease is as good', () => {
    const text =
      'Ign:1 http://x.example/a b InRelease\nGet:2 http://x.example/a b Release [1 kB]\nGet:3 http://x.example/a b Release.gpg [1 kB]\n';
    expect(sources(text, [])).toEqual([{ uri: 'http://x.example/a', suite: 'b', ok: true }]);
  });

  test('a source of which nothing came is not good', () => {
    expect(sources('Ign:1 http://x.example/a b InRelease\n', [])).toMatchObject([{ ok: false }]);
  });

  test('a flat repository', () => {
    expect(
      sources('Hit:1 http://x.example/flat ./ InRelease\n', [{ uri: 'http://x.example/flat/', suite: './' }]),
    ).toEqual([{ uri: 'http://x.example/flat/', suite: './', ok: true }]);
  });

  test('apt said nothing of it: nothing is known', () => expect(sources('')).toEqual([]));
});
