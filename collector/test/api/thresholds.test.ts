import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealApp, realApp } from './support/real.ts';

let real: RealApp;
beforeAll(async () => {
  real = await realApp();
});
afterAll(() => real[Symbol.asyncDispose]());

const UNSET = {
  diskPercent: null,
  diskFullPercent: null,
  memoryPercent: null,
  loadPerCore: null,
  temperatureCelsius: null,
  forMinutes: null,
};
const read = async () => (await real.ask('GET', '/api/thresholds')).json();
/** Sets them after whatever is set now. */
const put = async (body: object) =>
  (await real.ask('PUT', '/api/thresholds', { basedOn: (await read()).version, ...body })).json();

test('what is set is kept and shown, with what counts without it', async () => {
  const builtIn = {
    diskPercent: 90,
    diskFullPercent: 97,
    memoryPercent: 95,
    loadPerCore: null,
    temperatureCelsius: null,
    forMinutes: 5,
  };
  expect((await real.ask('GET', '/api/thresholds')).json()).toEqual({
    ...{ version: 0, builtIn },
    ...{ all: UNSET, tags: [] },
  });
  const tags = [
    { tag: 'web', ...UNSET, loadPerCore: 1.5 },
    { tag: 'db', ...UNSET, diskPercent: 80 },
  ];
  const answer = { version: 1, builtIn, all: { ...UNSET, memoryPercent: 80 }, tags: tags.toReversed() };
  expect(await put({ all: { ...UNSET, memoryPercent: 80 }, tags })).toEqual(answer);
  expect((await real.ask('GET', '/api/thresholds')).json()).toEqual(answer);
  const { items } = (await real.ask('GET', '/api/events')).json();
  expect(items[0]).toMatchObject({ eventType: 'thresholds_changed' });
  expect(items[0].actorType).not.toBe('system');
});

test.each<[string, object, string]>([
  ['a share above 100', { all: { ...UNSET, diskPercent: 101 }, tags: [] }, 'validation_failed'],
  ['a name that is no tag', { all: UNSET, tags: [{ tag: 'Not A Tag', ...UNSET }] }, 'validation_failed'],
  ['a member that nobody knows', { all: { ...UNSET, swapPercent: 5 }, tags: [] }, 'validation_failed'],
  [
    'the same tag twice',
    {
      all: UNSET,
      tags: [
        { tag: 'a', ...UNSET },
        { tag: 'a', ...UNSET },
      ],
    },
    'thresholds_invalid',
  ],
  ['almost full after full', { all: { ...UNSET, diskPercent: 99 }, tags: [] }, 'thresholds_invalid'],
])('%s is refused', async (_, body, code) => {
  const before = (await real.ask('GET', '/api/thresholds')).json();
  expect((await put(body)).code).toBe(code);
  expect((await real.ask('GET', '/api/thresholds')).json()).toEqual(before);
});

test('what somebody else has changed meanwhile is not written over', async () => {
  const { version } = await read();
  const first = await put({ all: { ...UNSET, memoryPercent: 60 }, tags: [] });
  expect(first.version).toBe(version + 1);
  const late = { basedOn: version, all: { ...UNSET, memoryPercent: 70 }, tags: [] };
  const response = await real.ask('PUT', '/api/thresholds', late);
  expect([response.statusCode, response.json().code]).toEqual([409, 'thresholds_outdated']);
  expect(await read()).toEqual(first);
  expect((await put({ all: { ...UNSET, memoryPercent: 60 }, tags: [] })).version).toBe(first.version);
});
