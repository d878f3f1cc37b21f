import { describe, expect, it } from 'vitest';
import type { SourceStanza } from '../../../src/probe/packages/parse-source-file.ts';
import { describeSources, type SourceEvidence } from '../../../src/probe/packages/sources.ts';

const NOW = Date.parse('2026-06-01T00:00:00.000Z');
const HOUR = 60 * 60_000;
const SUCCESS = '2026-05-31T12:00:00.000Z';
const uri = 'http://deb.example.org/debian/';

const list = {
  head: { date: NOW - HOUR, validUntil: (NOW + HOUR) as number | null, notAutomatic: false },
  changedAt: NOW - HOUR,
};
const stanza = (rest: Partial<SourceStanza> = {}): SourceStanza => ({
  types: ['deb'],
  uris: ['http://deb.example.org/debian'],
  suites: ['stable'],
  components: ['main'],
  enabled: true,
  checkValidUntil: true,
  ...rest,
});
const entry = (rest = {}) => ({
  uri,
  suite: 'stable',
  ok: true,
  checkedAt: SUCCESS,
  lastSuccessAt: SUCCESS,
  ...rest,
});

const evidence = (rest: Partial<SourceEvidence> = {}): SourceEvidence => ({
  targets: [{ uri, suite: 'stable', components: ['main'], prefix: 'p_' }],
  stanzas: [stanza()],
  lists: new Map([['p_', list]]),
  record: { sources: [entry()] },
  successStamp: null,
  brokenFiles: new Map(),
  checkValidUntil: true,
  now: NOW,
  ...rest,
});

const dated = (rest: Partial<typeof list.head>) =>
  new Map([['p_', { ...list, head: { ...list.head, ...rest } }]]);

describe('a source', () => {
  it.each<[string, Partial<SourceEvidence>, boolean | null, string | null, RegExp?]>([
    ['is sound after a recorded success', {}, true, SUCCESS],
    ['is unknown without a record', { record: null }, null, null],
    [
      'is unknown when the record is about others',
      { record: { sources: [entry({ suite: 'x' })] } },
      null,
      null,
    ],
    ['is sound by the stamp of others', { record: null, successStamp: Date.parse(SUCCESS) }, true, SUCCESS],
    [
      'failed at the last refresh, and keeps when it last succeeded',
      { record: { sources: [entry({ ok: false, checkedAt: '2026-05-31T23:30:00.000Z', error: '404' })] } },
      false,
      SUCCESS,
      /^404$/,
    ],
    [
      'was repaired by hand since',
      { record: { sources: [entry({ ok: false, checkedAt: SUCCESS, error: '404' })] } },
      true,
      '2026-05-31T23:00:00.000Z',
    ],
    ['has no lists', { lists: new Map(), record: null }, false, null, /Never refreshed/],
    ['has lost its lists', { lists: new Map() }, false, SUCCESS, /Never refreshed/],
    ['has expired', { lists: dated({ validUntil: NOW - 1 }) }, false, SUCCESS, /expired on 2026-05-31/],
    [
      'may not expire where apt is told so',
      { lists: dated({ validUntil: NOW - 1 }), checkValidUntil: false },
      true,
      SUCCESS,
    ],
    [
      'may not expire where its stanza says so',
      { lists: dated({ validUntil: NOW - 1 }), stanzas: [stanza({ checkValidUntil: false })] },
      true,
      SUCCESS,
    ],
    ['never expires without a date', { lists: dated({ validUntil: null }) }, true, SUCCESS],
    ['is from the future', { lists: dated({ date: NOW + HOUR }) }, false, SUCCESS, /in the future/],
    ['may be a few minutes ahead', { lists: dated({ date: NOW + 5 * 60_000 }) }, true, SUCCESS],
    [
      'has lists that cannot be read',
      { lists: new Map([['p_', { head: null, changedAt: NOW }]]) },
      true,
      SUCCESS,
    ],
  ])('%s', (_, rest, ok, lastSuccessAt, error) => {
    const [source] = describeSources(evidence(rest));
    expect(source).toMatchObject({ ok, lastSuccessAt });
    if (error) expect(source?.error).toMatch(error);
    else expect(source).not.toHaveProperty('error');
  });

  it('says until when its lists may be used, where that counts', () => {
    const validUntil = (rest: Parameters<typeof evidence>[0]) =>
      describeSources(evidence(rest))[0]?.validUntil;
    expect(validUntil({})).toBe(new Date(NOW + HOUR).toISOString());
    expect(validUntil({ checkValidUntil: false })).toBeUndefined();
    expect(validUntil({ lists: dated({ validUntil: null }) })).toBeUndefined();
    expect(validUntil({ lists: dated({ validUntil: Date.UTC(12_000, 0) }) })).toBeUndefined();
  });

  it('keeps its credentials to itself', () => {
    const target = { uri: 'https://u:secret@h/x/', suite: 'stable', components: [], prefix: 'p_' };
    expect(JSON.stringify(describeSources(evidence({ targets: [target] })))).not.toContain('secret');
  });

  it('that is switched off is listed last, one entry for each suite, but not when it is for source packages alone', () => {
    const off = stanza({ enabled: false, suites: ['a', 'b'] });
    const sources = describeSources(
      evidence({ stanzas: [off, stanza({ enabled: false, types: ['deb-src'] })] }),
    );
    expect(sources.map(({ suite, enabled }) => [suite, enabled])).toEqual([
      ['stable', true],
      ['a', false],
      ['b', false],
    ]);
  });
});
