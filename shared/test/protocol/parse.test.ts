import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseToAgent, parseToCollector } from '../../src/protocol/parse.ts';

const golden = (path: string) =>
  JSON.parse(readFileSync(new URL(`./golden/${path}.json`, import.meta.url), 'utf8'));

test.each([
  ['no JSON', '{'],
  ['nothing', ''],
  ['a number', '7'],
  ['null', 'null'],
  ['an array', '[]'],
  ['no type', '{"a":1}'],
  ['a type that is no text', '{"type":1}'],
])('%s is malformed', (_what, text) => {
  expect(() => parseToCollector(text)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

test('a type of a later release is ignored, not an error', () => {
  expect(parseToCollector('{"type":"weather","sunny":true}')).toEqual({ type: 'unknown', name: 'weather' });
});

test.each(['constructor', '__proto__', 'toString'])('%s is no message', (name) => {
  expect(parseToCollector(JSON.stringify({ type: name }))).toMatchObject({ type: 'unknown' });
});

test('a message of the other direction is unknown', () => {
  expect(parseToAgent(JSON.stringify(golden('to-collector/hello')))).toMatchObject({ type: 'unknown' });
});

test('members of a later release are let through', () => {
  expect(parseToCollector(JSON.stringify({ ...golden('to-collector/heartbeat'), mood: 'fine' })).type).toBe(
    'heartbeat',
  );
});

test('the place of a mistake is named', () => {
  const message = golden('to-collector/snapshot-apt');
  message.payload.apt.count = -1;
  expect(() => parseToCollector(JSON.stringify(message))).toThrow('snapshot');
});

test.each([
  ['a negative count', (m: { payload: { apt: { count: unknown } } }) => (m.payload.apt.count = -1)],
  ['a fraction', (m: { payload: { apt: { count: unknown } } }) => (m.payload.apt.count = 1.5)],
  ['an unknown status', (m: { payload: { status: unknown } }) => (m.payload.status = 'splendid')],
  [
    'a local time',
    (m: { payload: { checkedAt: unknown } }) => (m.payload.checkedAt = '2026-11-23T12:00:00+01:00'),
  ],
  ['an id that is a path', (m: { id: unknown }) => (m.id = '../x')],
])('%s is malformed', (_what, spoil) => {
  const message = golden('to-collector/snapshot-apt');
  spoil(message);
  expect(() => parseToCollector(JSON.stringify(message))).toThrow(
    expect.objectContaining({ code: 'malformed' }),
  );
});
