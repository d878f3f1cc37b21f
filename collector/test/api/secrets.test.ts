import { sha256Hex } from '@suivi/shared';
import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { newSetupLink } from '../../src/auth/index.ts';
import { startCollector } from '../support/test-collector.ts';

const PASSWORD = 'four words and a number 7';
const OTHER = 'another good password 8';

test('no secret is in any answer but the one that gives it, and none in the log', async () => {
  await using collector = await startCollector();
  const base = collector.socketUrl.replace(/^ws/, 'http').replace('/api/agent', '');
  /** What was answered, each with what was asked. */
  const answers: { what: string; text: string }[] = [];
  const cookies = new Map<string, string>();
  let csrf = '';
  const ask = async (method: string, path: string, body?: object) => {
    const response = await fetch(base + path, {
      method,
      headers: {
        origin: base,
        'x-csrf-token': csrf,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)!;
      cookies.set(name!, value!);
    }
    const text = await response.text();
    answers.push({ what: `${method} ${path}`, text });
    const json = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : null;
    if (json?.csrfToken) csrf = json.csrfToken;
    return json;
  };

  const setupToken = (await newSetupLink(collector.store.users, base))!.split('token=')[1]!;
  await ask('POST', '/api/setup', { token: setupToken, username: 'ada', password: PASSWORD });
  const firstCookie = cookies.get('su_session')!;
  await ask('POST', '/api/login', { username: 'ada', password: 'wrong and secret' });
  await ask('POST', '/api/login', { username: OTHER, password: 'wrong and secret' });
  await ask('POST', '/api/login', { username: 'ada', password: PASSWORD });
  const totp = await ask('POST', '/api/me/totp');
  const code = new TOTP({ secret: Secret.fromBase32(totp.secret) }).generate();
  const { recoveryCodes } = await ask('POST', '/api/me/totp/confirm', { code });
  await ask('POST', '/api/users', { username: 'bob', password: OTHER, role: 'operator' });
  const client = await ask('POST', '/api/api-clients', { name: 'ci', scopes: ['machines:read'] });
  const enrolment = await ask('POST', '/api/enrolment-tokens', {});
  await ask('DELETE', `/api/api-clients/${client.id}`);
  await ask('POST', '/api/me/password', { current: PASSWORD, password: OTHER });
  const lists = [
    'users',
    'api-clients',
    'enrolment-tokens',
    'events',
    'me/sessions',
    'session',
    'machines',
    'jobs',
    'status',
    'docs/json',
  ];
  for (const list of lists) await ask('GET', `/api/${list}`);
  await ask('POST', '/api/logout');
  await collector.stop();

  const given: Record<string, string> = {
    [totp.secret]: 'POST /api/me/totp',
    [recoveryCodes[0]]: 'POST /api/me/totp/confirm',
    [client.token]: 'POST /api/api-clients',
    [enrolment.token]: 'POST /api/enrolment-tokens',
  };
  const never = [
    setupToken,
    firstCookie,
    cookies.get('su_device')!,
    PASSWORD,
    OTHER,
    'wrong and secret',
    '$argon2',
  ];
  const hashed = [client.token, enrolment.token, setupToken, firstCookie].map(sha256Hex);
  for (const { what, text } of answers) {
    for (const secret of [...never, ...hashed])
      expect(text.includes(secret), `${what}: ${secret}`).toBe(false);
    for (const [secret, giver] of Object.entries(given))
      if (what !== giver) expect(text.includes(secret), `${what}: ${secret}`).toBe(false);
  }
  const log = collector.lines.join('\n');
  expect(log).toContain('/api/login');
  for (const secret of [...never, ...hashed, ...Object.keys(given), csrf]) expect(log).not.toContain(secret);
});
