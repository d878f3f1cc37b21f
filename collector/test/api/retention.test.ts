import { expect, test } from 'vitest';
import { realApp } from './support/real.ts';

test('retention is read, changed and put back; the environment counts first', async () => {
  await using real = await realApp();
  const read = async () => (await real.ask('GET', '/api/retention')).json().items;
  const change = (body: object) => real.ask('PATCH', '/api/retention', body);
  expect(await read()).toHaveLength(10);
  expect((await read())[0]).toEqual({
    setting: 'logDays',
    days: 30,
    fallback: 30,
    origin: 'default',
    variable: 'SU_LOG_DAYS',
    updatedAt: null,
    updatedByName: null,
  });
  const changed = await change({ logDays: 7 });
  expect(changed.statusCode).toBe(200);
  expect(changed.json().items[0]).toMatchObject({
    days: 7,
    origin: 'page',
    updatedByName: 'token-with-every-scope',
  });
  expect((await change({ logDays: null })).json().items[0]).toMatchObject({ days: 30, origin: 'default' });
  for (const body of [{}, { logDays: 0 }, { logDays: 36_501 }, { logDays: 1.5 }, { changeDays: 1 }])
    expect((await change(body)).json().code, JSON.stringify(body)).toBe('validation_failed');
});

test('what a variable sets is not changed', async () => {
  await using real = await realApp({
    retention: { read: async () => [], change: async () => ({ fixed: ['logDays'] }) },
  });
  expect((await real.ask('PATCH', '/api/retention', { logDays: 7 })).json()).toMatchObject({
    status: 409,
    code: 'set_by_environment',
    detail: 'Set by SU_LOG_DAYS.',
  });
});
