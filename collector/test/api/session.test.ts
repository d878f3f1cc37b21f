import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Browser, PASSWORD, setUp, setupToken } from './support/browser.ts';
import { type RealApp, realApp } from './support/real.ts';

const DAY_MS = 86_400_000;
let now: Date;
let real: RealApp;
beforeEach(async () => {
  now = new Date('2026-03-01T12:00:00.000Z');
  real = await realApp({ now: () => now });
});
afterEach(() => real[Symbol.asyncDispose]());

const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

describe('the first administrator', () => {
  test('is made with the one-time link, once, and is signed in', async () => {
    const browser = new Browser(real.app);
    expect((await browser.ask('GET', '/api/setup')).json()).toEqual({ needed: true });
    const token = await setupToken(real.store);
    const request = { token, username: 'Ada', password: PASSWORD };
    const made = await browser.ask('POST', '/api/setup', request);
    expect(made.statusCode).toBe(201);
    expect(made.json()).toMatchObject({
      user: { username: 'ada', role: 'admin', totpEnabled: false },
      scopes: expect.arrayContaining(['clients:admin', 'machines:read', 'actions:run']),
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: '2026-03-08T12:00:00.000Z',
    });
    expect((await browser.ask('GET', '/api/session')).json()).toEqual(made.json());
    expect((await browser.ask('GET', '/api/setup')).json()).toEqual({ needed: false });
    const again = await new Browser(real.app).ask('POST', '/api/setup', { ...request, username: 'eve' });
    expect(again.json().code).toBe('setup_done');
    const [login, setup] = (await browser.ask('GET', '/api/events')).json().items;
    expect(setup).toMatchObject({ eventType: 'setup', actorType: 'user', machineId: null });
    expect(login).toMatchObject({ eventType: 'login', actorType: 'user', actorId: made.json().user.id });
  });

  test('is not made with another link, an older one, or one of the day before yesterday', async () => {
    const old = await setupToken(real.store);
    const token = await setupToken(real.store);
    const attempt = async (used: string) =>
      (
        await new Browser(real.app).ask('POST', '/api/setup', {
          token: used,
          username: 'eve',
          password: PASSWORD,
        })
      ).json().code;
    expect(await attempt('guessed')).toBe('setup_token_invalid');
    expect(await attempt(old)).toBe('setup_token_invalid');
    now = new Date(Date.now() + DAY_MS);
    expect(await attempt(token)).toBe('setup_token_invalid');
    expect(await real.store.users.hasUsers()).toBe(false);
  });

  test.each([
    ['short', 'nine char'],
    ['the name itself', 'administrator'],
    ['one letter', 'aaaaaaaaaaaaaaaa'],
  ])('cannot have a password that is %s', async (_what, password) => {
    const token = await setupToken(real.store);
    const answer = await new Browser(real.app).ask('POST', '/api/setup', {
      token,
      username: 'administrator',
      password,
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().code).toBe('password_weak');
  });
});

describe('a sign-in', () => {
  test('has the same answer for a wrong password and for a name that nobody has', async () => {
    await setUp(real.app, real.store);
    const wrong = await new Browser(real.app).login('ada', 'not the password');
    const nobody = await new Browser(real.app).login('nobody', 'not the password');
    expect(wrong.statusCode).toBe(401);
    const { requestId: _, ...said } = wrong.json();
    expect(said).toMatchObject({ code: 'login_failed' });
    expect(nobody.json()).toMatchObject(said);
    expect(nobody.headers['set-cookie']).toBeUndefined();
  });

  test('takes the cookie that was there before for nothing, and gives a new one', async () => {
    await setUp(real.app, real.store);
    const browser = new Browser(real.app);
    browser.cookies.set('su_session', 'planted');
    expect((await browser.login('ADA')).statusCode).toBe(200);
    const first = browser.cookies.get('su_session');
    expect(first).toMatch(/^[\w-]{43}$/);
    await browser.login('ada');
    expect(browser.cookies.get('su_session')).not.toBe(first);
    const planted = new Browser(real.app);
    planted.cookies.set('su_session', 'planted');
    expect((await planted.ask('GET', '/api/session')).statusCode).toBe(401);
  });

  test('gives cookies that no script reads and no other site sends', async () => {
    await setUp(real.app, real.store);
    const plain = await new Browser(real.app).login('ada');
    const cookies = [plain.headers['set-cookie']].flat();
    expect(cookies).toHaveLength(2);
    for (const cookie of cookies) {
      expect(cookie).toMatch(
        /^su_(session|device)=[\w.-]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/,
      );
    }
  });

  test('over https binds them to this host', async () => {
    await using proxied = await realApp({ trustProxy: ['192.0.2.1'] });
    await setUp(proxied.app, proxied.store);
    const browser = new Browser(proxied.app, '192.0.2.1');
    const https = { 'x-forwarded-proto': 'https', origin: 'https://suivi.example' };
    const body = { username: 'ada', password: PASSWORD };
    const answer = await browser.ask('POST', '/api/login', body, https);
    for (const cookie of [answer.headers['set-cookie']].flat())
      expect(cookie).toMatch(/^__Host-su_.*; Path=\/; .*HttpOnly; SameSite=Strict; Secure$/);
    expect((await browser.ask('GET', '/api/session', undefined, https)).statusCode).toBe(200);
    expect((await browser.ask('GET', '/api/session')).statusCode).toBe(401);
  });
});

describe('a session', () => {
  test('ends with signing out', async () => {
    const browser = await setUp(real.app, real.store);
    const { cookies, csrf } = browser;
    const kept = new Map(cookies);
    expect((await browser.ask('POST', '/api/logout')).statusCode).toBe(204);
    expect(cookies.has('su_session')).toBe(false);
    const thief = new Browser(real.app);
    for (const [name, value] of kept) thief.cookies.set(name, value);
    thief.csrf = csrf;
    expect((await thief.ask('GET', '/api/session')).json().code).toBe('credential_missing');
  });

  test('ends after a week without use, and after 30 days', async () => {
    const browser = await setUp(real.app, real.store);
    for (let day = 6; day <= 24; day += 6) {
      later(6 * DAY_MS);
      expect((await browser.ask('GET', '/api/session')).statusCode, `day ${day}`).toBe(200);
    }
    expect((await browser.ask('GET', '/api/session')).json().expiresAt).toBe('2026-03-31T12:00:00.000Z');
    later(6 * DAY_MS);
    expect((await browser.ask('GET', '/api/session')).statusCode).toBe(401);

    await browser.login('ada');
    later(7 * DAY_MS);
    expect((await browser.ask('GET', '/api/session')).statusCode).toBe(401);
  });

  test('is shown to its owner without its cookie, and can be ended from another', async () => {
    const browser = await setUp(real.app, real.store);
    const other = new Browser(real.app, '2001:db8:1:2:3::4');
    await other.login('ada');
    const list = await browser.ask('GET', '/api/me/sessions');
    const [newest, oldest] = list.json().items;
    expect(newest).toMatchObject({ current: false, userAgent: 'a browser', address: '2001:db8:1::/48' });
    expect(oldest).toMatchObject({ current: true, address: '192.0.2.0/24' });
    expect(list.body).not.toMatch(/token|hash/i);
    expect((await browser.ask('DELETE', `/api/me/sessions/${newest.id}`)).statusCode).toBe(204);
    expect((await other.ask('GET', '/api/session')).statusCode).toBe(401);
    const gone = await browser.ask('DELETE', `/api/me/sessions/${newest.id}`);
    expect(gone.json().code).toBe('session_not_found');
    await other.login('ada');
    const [again] = (await browser.ask('GET', '/api/me/sessions')).json().items;
    expect((await browser.ask('DELETE', `/api/me/sessions/${again.id}`)).statusCode).toBe(204);
  });
});

describe('what changes something in a session', () => {
  const change = (browser: Browser, headers: Record<string, string | undefined>) =>
    browser.ask('POST', '/api/enrolment-tokens', {}, headers);

  test.each<[string, Record<string, string | undefined>]>([
    ['no token', { 'x-csrf-token': undefined }],
    ['another token', { 'x-csrf-token': 'x'.repeat(43) }],
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['an origin that is none', { origin: 'null' }],
    ['no origin', { origin: undefined }],
    ['a foreign site, whatever the origin', { 'sec-fetch-site': 'cross-site' }],
    ['a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('is refused with %s', async (_what, headers) => {
    const browser = await setUp(real.app, real.store);
    const answer = await change(browser, headers);
    expect(answer.statusCode).toBe(403);
    expect(answer.json().code).toBe('csrf');
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['our origin', {}],
    ['our site', { origin: undefined, 'sec-fetch-site': 'same-origin' }],
  ])('is done with the token and %s', async (_what, headers) => {
    const browser = await setUp(real.app, real.store);
    expect((await change(browser, headers)).statusCode).toBe(201);
  });

  test('is refused where another site makes a browser sign in', async () => {
    await setUp(real.app, real.store);
    const body = { username: 'ada', password: PASSWORD };
    const answer = await new Browser(real.app).ask('POST', '/api/login', body, {
      origin: 'http://evil.example',
    });
    expect(answer.json().code).toBe('csrf');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });
});

test('who is signed in acts as themself on the timeline', async () => {
  const browser = await setUp(real.app, real.store);
  const { user } = (await browser.ask('GET', '/api/session')).json();
  const { machineId } = await real.machine();
  await browser.ask('PATCH', `/api/machines/${machineId}`, { name: 'renamed' });
  const [event] = (await browser.ask('GET', '/api/events')).json().items;
  expect(event).toMatchObject({ eventType: 'machine_renamed', actorType: 'user', actorId: user.id });
});
