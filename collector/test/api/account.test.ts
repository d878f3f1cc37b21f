import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Browser, PASSWORD, setUp } from './support/browser.ts';
import { type RealApp, realApp } from './support/real.ts';

let now: Date;
let real: RealApp;
let browser: Browser;
beforeEach(async () => {
  now = new Date('2026-03-01T12:00:00.000Z');
  real = await realApp({ now: () => now });
  browser = await setUp(real.app, real.store);
});
afterEach(() => real[Symbol.asyncDispose]());

const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() + steps * 30_000 });

/** Sets up the second factor of the administrator; the step of the present code is used up then. */
async function enableTotp() {
  const { secret, uri } = (await browser.ask('POST', '/api/me/totp')).json();
  const answer = await browser.ask('POST', '/api/me/totp/confirm', { code: codeOf(secret) });
  return { secret, uri, recoveryCodes: answer.json().recoveryCodes as string[] };
}

describe('a second factor', () => {
  test('is asked for once a code of it was confirmed', async () => {
    const { secret, uri } = (await browser.ask('POST', '/api/me/totp')).json();
    expect(uri).toMatch(/^otpauth:\/\/totp\/Suivi:ada\?issuer=Suivi&secret=[A-Z2-7]{32}&/);
    expect((await new Browser(real.app).login('ada')).statusCode).toBe(200);
    const wrong = await browser.ask('POST', '/api/me/totp/confirm', { code: '000000' });
    expect(wrong.json().code).toBe('totp_invalid');
    const confirmed = await browser.ask('POST', '/api/me/totp/confirm', { code: codeOf(secret) });
    expect(confirmed.json().recoveryCodes).toHaveLength(10);
    expect((await browser.ask('GET', '/api/session')).json().user.totpEnabled).toBe(true);
    const asked = await new Browser(real.app).login('ada');
    expect(asked.statusCode).toBe(401);
    expect(asked.json().code).toBe('totp_required');
    expect(asked.headers['set-cookie']).toBeUndefined();
    expect((await browser.ask('POST', '/api/me/totp')).json().code).toBe('totp_enabled');
  });

  test('takes each code once, and those of the steps beside the present one', async () => {
    const { secret } = await enableTotp();
    const login = async (code: string) =>
      (await new Browser(real.app).login('ada', PASSWORD, code)).statusCode;
    expect(await login(codeOf(secret))).toBe(401);
    expect(await login(codeOf(secret, 1))).toBe(200);
    expect(await login(codeOf(secret, 1))).toBe(401);
    expect(await login(codeOf(secret, 2))).toBe(401);
    now = new Date(now.getTime() + 90_000);
    expect(await login(codeOf(secret, -2))).toBe(401);
    expect(await login(codeOf(secret, -1))).toBe(200);
    expect(await login(codeOf(secret))).toBe(200);
    expect(await login(codeOf(secret, -1))).toBe(401);
  });

  test('is replaced by a recovery code, once, of which the timeline is told', async () => {
    const { recoveryCodes } = await enableTotp();
    const [code] = recoveryCodes as [string];
    const login = (totp: string) => new Browser(real.app).login('ada', PASSWORD, totp);
    expect((await login(code.toUpperCase().replaceAll('-', ' '))).statusCode).toBe(200);
    const [event] = (await browser.ask('GET', '/api/events')).json().items;
    expect(event).toMatchObject({ eventType: 'login', severity: 'warning' });
    expect((await login(code)).json().code).toBe('totp_invalid');
  });

  test('lies sealed in the database, and its recovery codes hashed', async () => {
    const { secret, recoveryCodes } = await enableTotp();
    const account = await real.store.users.findByLogin('ada');
    expect(account?.totp?.secret).not.toContain(secret);
    expect(JSON.stringify(account)).not.toContain(recoveryCodes[0]!.replaceAll('-', ''));
  });

  test('is given up with the password, and taken away by an administrator', async () => {
    await enableTotp();
    const wrong = await browser.ask('POST', '/api/me/totp/disable', { password: 'guessed' });
    expect(wrong.json().code).toBe('password_wrong');
    expect((await browser.ask('POST', '/api/me/totp/disable', { password: PASSWORD })).statusCode).toBe(204);
    expect((await new Browser(real.app).login('ada')).statusCode).toBe(200);
    await enableTotp();
    const { user } = (await browser.ask('GET', '/api/session')).json();
    const taken = await browser.ask('PATCH', `/api/users/${user.id}`, { totpEnabled: false });
    expect(taken.json().totpEnabled).toBe(false);
    expect((await new Browser(real.app).login('ada')).statusCode).toBe(200);
  });

  test('cannot be guessed: attempts grow slower', async () => {
    await enableTotp();
    const guesses = Array.from({ length: 6 }, (_, guess) =>
      new Browser(real.app).login('ada', PASSWORD, `00000${guess}`),
    );
    const codes = (await Promise.all(guesses)).map(({ statusCode }) => statusCode).sort();
    expect(codes).toEqual([401, 401, 401, 401, 401, 429]);
  });
});

describe('a password', () => {
  test('is changed by who knows the old one, which ends the other sessions', async () => {
    const other = new Browser(real.app);
    await other.login('ada');
    const change = (current: string, password: string) =>
      browser.ask('POST', '/api/me/password', { current, password });
    expect((await change('guessed', 'another good password')).json().code).toBe('password_wrong');
    expect((await change(PASSWORD, 'short')).json().code).toBe('password_weak');
    expect((await change(PASSWORD, 'another good password')).statusCode).toBe(204);
    expect((await browser.ask('GET', '/api/session')).statusCode).toBe(200);
    expect((await other.ask('GET', '/api/session')).statusCode).toBe(401);
    expect((await other.login('ada')).json().code).toBe('login_failed');
    expect((await other.login('ada', 'another good password')).statusCode).toBe(200);
  });

  test('cannot be guessed from a session either', async () => {
    // At once, so that a slow machine gives no time between them.
    const guesses = Array.from({ length: 6 }, (_, guess) =>
      browser.ask('POST', '/api/me/password', {
        current: `guess ${guess}`,
        password: 'another good password',
      }),
    );
    const codes = (await Promise.all(guesses)).map((answer) => answer.json().code).sort();
    expect(codes).toEqual([...Array(5).fill('password_wrong'), 'too_many_attempts']);
  });

  test('cannot be guessed by signing in; the answer says when to come again, and who is known comes in', async () => {
    const stranger = new Browser(real.app, '198.51.100.9');
    const guesses = Array.from({ length: 6 }, (_, guess) => stranger.login('ada', `guess ${guess}`));
    const answers = (await Promise.all(guesses)).sort((a, b) => a.statusCode - b.statusCode);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 401, 401, 401, 429]);
    const refused = answers.at(-1)!;
    expect(refused.statusCode).toBe(429);
    expect(refused.json().code).toBe('too_many_attempts');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    await browser.ask('POST', '/api/logout');
    expect((await browser.login('ada')).statusCode).toBe(200);
  });
});

describe('users', () => {
  const make = async (username: string, role: string) => {
    const made = await browser.ask('POST', '/api/users', { username, password: PASSWORD, role });
    return made.json();
  };

  test('are made, listed and changed without anything secret', async () => {
    const bob = await make('Bob', 'viewer');
    expect(bob).toMatchObject({ username: 'bob', role: 'viewer', totpEnabled: false, disabledAt: null });
    const taken = await browser.ask('POST', '/api/users', {
      username: 'BOB',
      password: PASSWORD,
      role: 'admin',
    });
    expect(taken.json().code).toBe('username_taken');
    const list = await browser.ask('GET', '/api/users');
    expect(list.json().items.map(({ username }: { username: string }) => username)).toEqual(['ada', 'bob']);
    expect(list.body).not.toMatch(/argon2|secret|hash/i);
  });

  test.each([
    ['role', { role: 'viewer' }],
    ['password', { password: 'another good password' }],
    ['being disabled', { disabled: true }],
  ])('lose their sessions with another %s', async (_what, patch) => {
    const { id } = await make('bob', 'operator');
    const bob = new Browser(real.app);
    await bob.login('bob');
    expect((await browser.ask('PATCH', `/api/users/${id}`, patch)).statusCode).toBe(200);
    expect((await bob.ask('GET', '/api/session')).statusCode).toBe(401);
  });

  test('who are disabled or deleted do not come in, and a deleted name is free', async () => {
    const { id } = await make('bob', 'viewer');
    await browser.ask('PATCH', `/api/users/${id}`, { disabled: true });
    const bob = new Browser(real.app);
    expect((await bob.login('bob')).json().code).toBe('login_failed');
    await browser.ask('PATCH', `/api/users/${id}`, { disabled: false });
    expect((await bob.login('bob')).statusCode).toBe(200);
    expect((await browser.ask('DELETE', `/api/users/${id}`)).statusCode).toBe(204);
    expect((await bob.ask('GET', '/api/session')).statusCode).toBe(401);
    expect((await bob.login('bob')).json().code).toBe('login_failed');
    expect((await browser.ask('DELETE', `/api/users/${id}`)).json().code).toBe('user_not_found');
    expect(await make('bob', 'viewer')).toMatchObject({ username: 'bob' });
  });

  test('are never without an administrator', async () => {
    const { user } = (await browser.ask('GET', '/api/session')).json();
    const path = `/api/users/${user.id}`;
    const { id } = await make('bob', 'admin');
    await browser.ask('PATCH', `/api/users/${id}`, { disabled: true });
    const attempts = [
      await browser.ask('PATCH', path, { role: 'operator' }),
      await browser.ask('PATCH', path, { disabled: true }),
      await browser.ask('DELETE', path),
    ];
    for (const attempt of attempts) expect(attempt.json().code).toBe('last_admin');
    await browser.ask('PATCH', `/api/users/${id}`, { disabled: false });
    expect((await browser.ask('PATCH', path, { role: 'operator' })).statusCode).toBe(200);
  });
});
