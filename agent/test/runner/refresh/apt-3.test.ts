import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { conclude } from '../../../src/runner/refresh/conclude.ts';
import { parseRefreshLog } from '../../../src/runner/refresh/parse-log.ts';

// Captured with the apt 3.0.4 of Debian 13, which checks signatures with sqv; `output-30` with APT::Output-Version=30.
const captured = (name: string) =>
  readFileSync(new URL(`fixtures/apt-3.0/${name}.txt`, import.meta.url), 'utf8');

const DAMAGED = 'copy:/srv/world/damaged';
const SOUND = [
  'copy:/srv/world/debian trixie',
  'copy:/srv/world/debian trixie-backports',
  'copy:/srv/world/debian trixie-updates',
  'copy:/srv/world/debian-security trixie-security',
];

test.each([
  ['no-pubkey', `${DAMAGED} stranger`, /Missing key 98B66240\S+, which is needed to verify signature/],
  ['release-expired', `${DAMAGED} expired`, /is expired \(invalid since/],
  ['release-future', `${DAMAGED} future`, /is not valid yet/],
  ['mirror-404', 'http://127.0.0.1:8080 no-such-suite', /^404 {2}Not Found/],
  ['mirror-refuses', 'http://127.0.0.1:1 stable', /Connection refused/],
  ['mirror-refuses-output-30', 'http://127.0.0.1:1 stable', /Connection refused/],
  ['hash-mismatch', 'http://127.0.0.1:8080 corrupt-index', /unexpected size \(342 != 319\)/],
])('%s: that source failed, and says why; the others are well', (name, source, reason) => {
  const log = parseRefreshLog(captured(name), []);
  const key = ({ uri, suite }: { uri: string; suite: string }) => `${uri} ${suite}`;
  const failed = log.sources.filter(({ ok }) => !ok);
  expect(failed.map(key)).toEqual([source]);
  expect(failed[0]?.error).toMatch(reason);
  expect(
    log.sources
      .filter(({ ok }) => ok)
      .map(key)
      .sort(),
  ).toEqual(SOUND);
  expect(conclude(log, { exitCode: 100, timedOut: false })).toEqual({
    status: 'warning',
    errorKind: 'source_failed',
    errorMessage: `${source}: ${failed[0]?.error}`,
  });
});

test.each(['label-changed', 'label-changed-output-30'])(
  '%s: every source that it concerns failed',
  (name) => {
    const log = parseRefreshLog(captured(name), []);
    expect(log.sources).toHaveLength(4);
    for (const { ok, error } of log.sources) {
      expect(ok).toBe(false);
      expect(error).toMatch(/^Repository .* changed its 'Label' value/);
    }
    expect(conclude(log, { exitCode: 100, timedOut: false }).errorMessage).toMatch(/\(and 3 more\)$/);
  },
);

test.each([
  ['all-well', 0, 'ok', null],
  ['source-malformed', 100, 'error', 'sources_malformed'],
  ['source-malformed-output-30', 100, 'error', 'sources_malformed'],
  ['status-corrupt', 100, 'error', 'apt_failed'],
])('%s', (name, exitCode, status, errorKind) => {
  expect(conclude(parseRefreshLog(captured(name), []), { exitCode, timedOut: false })).toMatchObject({
    status,
    errorKind,
  });
});

test.each(['notices', 'notices-output-30'])('%s: they are told once, and the refresh went well', (name) => {
  const text = captured('notices');
  const log = parseRefreshLog(
    name === 'notices'
      ? text
      : text.replace(/^([NA]): /gm, (_, letter) => (letter === 'N' ? 'Notice: ' : 'Audit: ')),
    [],
  );
  expect(log.important).toEqual([]);
  expect(log.notices).toHaveLength(7);
  expect(log.notices[0]).toMatch(/^N: Ignoring file 'odd\.file'/);
  expect(log.notices).toContain(
    "A: Missing Signed-By in the sources.list(5) entry for 'http://deb.debian.org/debian'",
  );
  expect(parseRefreshLog(text + text, []).notices).toHaveLength(7);
  const debian = log.sources.find(({ suite }) => suite === 'trixie');
  expect(debian).toMatchObject({ ok: true });
});
