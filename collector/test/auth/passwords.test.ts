import { argon2Verify } from 'hash-wasm';
import { afterAll, expect, test } from 'vitest';
import { Passwords } from '../../src/auth/passwords.ts';

const passwords = new Passwords();
afterAll(() => passwords.close());

const PASSWORD = 'correct horse battery';

test('are hashed with argon2id at the cost that OWASP asks for, each time with another salt', async () => {
  const [one, other] = await Promise.all([passwords.hash(PASSWORD), passwords.hash(PASSWORD)]);
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
  expect(await argon2Verify({ password: PASSWORD, hash: one! })).toBe(true);
  expect(await passwords.matches(PASSWORD, one!)).toBe(true);
  expect(await passwords.matches(`${PASSWORD}!`, one!)).toBe(false);
});

test('are the same however a keyboard composes their letters', async () => {
  const hash = await passwords.hash('mot de passe é'.normalize('NFC'));
  expect(await passwords.matches('mot de passe é'.normalize('NFD'), hash)).toBe(true);
});

test('of nobody take as long to refuse as those of somebody', async () => {
  const hash = await passwords.hash(PASSWORD);
  const time = async (kept: string | null) => {
    const began = performance.now();
    expect(await passwords.matches('wrong', kept)).toBe(false);
    return performance.now() - began;
  };
  const median = async (kept: string | null) => {
    const times: number[] = [];
    for (let round = 0; round < 7; round++) times.push(await time(kept));
    return times.sort((a, b) => a - b)[3]!;
  };
  const [somebody, nobody] = [await median(hash), await median(null)];
  expect(nobody).toBeGreaterThan(somebody / 2);
  expect(nobody).toBeLessThan(somebody * 2);
});

test('are hashed while other work goes on', async () => {
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await passwords.hash(PASSWORD);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(3);
});

test('are not taken without end: who comes to a full queue is asked to come again', async () => {
  const busy = new Passwords();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, () => busy.matches(PASSWORD, null)).map((each, index) =>
      index < 30 ? Promise.race([each, Promise.resolve('waits')]) : each,
    ),
  );
  const refused = outcomes.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  expect(refused).toHaveLength(10);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ code: 'too_many_attempts', retryAfterSeconds: 5 });
  await busy.close();
});
