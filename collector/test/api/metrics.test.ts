import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bucket } from '../../src/domain/metrics/bucket.ts';
import type { Speaker } from '../store/support/messages.ts';
import { type RealApp, realApp } from './support/real.ts';

const NOW = Date.parse('2026-11-24T12:00:30.000Z');
const at = (seconds: number) => Math.floor(NOW / 60_000) * 60 + seconds;
const iso = (seconds: number) => new Date(at(seconds) * 1000).toISOString();

let real: RealApp;
let web: Speaker;
beforeAll(async () => {
  real = await realApp({ now: () => new Date(NOW) });
  web = await real.machine('web-1');
  const root = {
    mount: '/',
    type: 'ext4',
    sizeBytes: 100,
    usedBytes: 50,
    availableBytes: 50,
    usedPercent: 50,
  };
  await real.tell(web.metrics(1, { filesystems: [root] }));
});
afterAll(() => real[Symbol.asyncDispose]());

const bucket = (seconds: number, load: number, disk: number): Bucket => ({
  at: at(seconds),
  samples: 1,
  values: new Map([
    ['load1', [load, load + 1]],
    ['disk:/', [disk, disk]],
  ]),
});
const ask = async (query = '') =>
  (await real.ask('GET', `/api/machines/${web.machineId}/metrics${query}`)).json();

test('before anything was measured there are no times, and the disk is not known', async () => {
  expect(await ask()).toMatchObject({
    stepSeconds: 60,
    times: [],
    series: [],
    forecasts: [{ mount: '/', forecast: { kind: 'not_known', reason: 'too_little_data' } }],
  });
});

test('the last hour by the minute, with an empty step where nothing was measured', async () => {
  await real.store.metricsHistory.add(
    new Map([
      [web.machineId, [bucket(-7200, 9, 9), bucket(-600, 1, 50), bucket(-540, 2, 50), bucket(0, 3, 51)]],
    ]),
  );
  const history = await ask();
  expect(history).toMatchObject({
    from: new Date(NOW - 3_600_000).toISOString(),
    to: new Date(NOW).toISOString(),
  });
  expect(history.times).toEqual([at(-600), at(-540), at(-480), at(0)]);
  expect(history.series).toEqual([
    { measure: 'disk', mount: '/', unit: 'percent', average: [50, 50, null, 51], peak: [50, 50, null, 51] },
    { measure: 'load1', mount: null, unit: 'load', average: [1, 2, null, 3], peak: [2, 3, null, 4] },
  ]);
});

test('longer spans come in coarser steps', async () => {
  const day = await ask(`?from=${iso(-86_400)}`);
  expect(day.stepSeconds).toBe(600);
  expect(day.series.find(({ measure }: { measure: string }) => measure === 'load1')).toMatchObject({
    average: [9, null, 1.5],
  });
  expect((await ask(`?from=${iso(-300 * 86_400)}&to=${iso(-1)}`)).stepSeconds).toBe(7200);
});

test.each([
  ['the wrong way round', `?from=${iso(0)}&to=${iso(-60)}`],
  ['on a day that is not there', '?from=2026-13-45T00:00:00.000Z'],
])('a span %s is refused with what to do', async (_name, query) => {
  const answer = await ask(query);
  expect(answer).toMatchObject({ status: 400, code: 'span_invalid' });
  expect(answer.next).toContain('from');
});
